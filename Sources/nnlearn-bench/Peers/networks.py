"""The workloads' networks and losses, written once over a namespace `o` of one framework's operations."""
from common import WORKLOAD
import image_networks


def perceptron(o, activation, p, x):
    hidden = activation(o.dense(x, p["w1"], p["b1"]))
    hidden = activation(o.dense(hidden, p["w2"], p["b2"]))
    return o.dense(hidden, p["w3"], p["b3"])


def small_convolutional(o, p, x):
    image = o.relu(o.convolution(x, p["w1"], p["b1"]))
    image = o.pool(o.relu(o.convolution(image, p["w2"], p["b2"])))
    return o.dense(image.reshape(image.shape[0], -1), p["w3"], p["b3"])


def convolutional(o, p, x):
    image = o.pool(o.relu(o.convolution(x, p["w1"], p["b1"])))
    image = o.pool(o.relu(o.convolution(image, p["w2"], p["b2"])))
    hidden = o.relu(o.dense(image.reshape(image.shape[0], -1), p["w3"], p["b3"]))
    return o.dense(hidden, p["w4"], p["b4"])


def recurrent(o, p, x):
    return o.dense(o.lstm(x, p["wx"], p["wh"], p["b"]), p["head.w"], p["head.b"])


def gated(o, p, x):
    return o.dense(o.gru(x, p["wx"], p["wh"], p["b"]), p["head.w"], p["head.b"])


def both_ways(o, p, x):
    ends = [
        o.lstm(x, *(p[f"{way}.{name}"] for name in ("wx", "wh", "b")))
        for way, x in (("forward", x), ("backward", x[:, ::-1]))
    ]
    return o.dense(o.concatenate(ends, -1), p["head.w"], p["head.b"])


def gru_cell(o, x, h):
    """One step of a GRU (Cho et al. 2014) from the input's and the state's sums of its gates: reset, update, new."""
    (r, z, n), (hr, hz, hn), h = x, h[0], h[1]
    update = o.sigmoid(z + hz)
    return (1 - update) * o.tanh(n + o.sigmoid(r + hr) * hn) + update * h


def image_network(o, p, averages, x, is_training):
    """Logits, and the running averages as they are then."""
    number, changed = 0, {}

    def normalized(x, part):
        nonlocal number
        name = f"n{number}"
        x, mean, variance = o.normalized(
            o.plain_convolution(x, p[f"c{number}.w"], part.stride, part.groups), p[name + ".gain"], p[name + ".bias"],
            averages[name + ".mean"], averages[name + ".variance"], is_training)
        changed[name + ".mean"], changed[name + ".variance"] = mean, variance
        number += 1
        return getattr(o, part.activation)(x) if part.activation else x

    for block in image_networks.blocks(WORKLOAD):
        y = x
        for part in block.body:
            y = normalized(y, part)
        if block.shortcut is not None:
            for part in block.shortcut:
                x = normalized(x, part)
            y = x + y
        x = getattr(o, block.activation)(y) if block.activation else y
    return o.dense(x.mean((1, 2)), p["head.w"], p["head.b"]), changed


def fresh_averages():
    """The running averages of all normalisations before the first step, as shapes and numbers."""
    return {
        f"n{number}.{kind}": (part.filters, start)
        for number, part in enumerate(image_networks.convolutions(WORKLOAD))
        for kind, start in (("mean", 0.0), ("variance", 1.0))
    }


def cell(o, gates, cell):
    """One step of an LSTM (Hochreiter & Schmidhuber 1997) from its four gates' sums: input, forget, cell, output."""
    i, f, g, out = gates
    cell = o.sigmoid(f) * cell + o.sigmoid(i) * o.tanh(g)
    return o.sigmoid(out) * o.tanh(cell), cell


def transformer(o, p, tokens):
    x = p["tokens"][tokens] + p["positions"]
    batch, length, width = x.shape

    def dense(x, name):
        return o.dense(x, p[name + ".w"], p[name + ".b"])

    def normal(x, name):
        return o.layer_norm(x, p[name + ".gain"], p[name + ".bias"])

    for block in ("b0.", "b1."):
        qkv = dense(normal(x, block + "norm1"), block + "qkv").reshape(batch, length, 3, 4, 16)
        heads = o.causal_attention(*o.permute(qkv, (2, 0, 3, 1, 4)))
        x = x + dense(o.permute(heads, (0, 2, 1, 3)).reshape(batch, length, width), block + "out")
        x = x + dense(o.relu(dense(normal(x, block + "norm2"), block + "up")), block + "down")
    return dense(normal(x, "norm"), "head")


def network(o, p, x):
    if WORKLOAD == "W1":
        return perceptron(o, o.relu, p, x)[:, 0]
    if WORKLOAD == "W2":
        return perceptron(o, o.tanh, p, x)[:, 0]
    if WORKLOAD == "W3":
        return perceptron(o, o.relu, p, x)
    return {
        "W4": small_convolutional, "W4b": convolutional, "W5": recurrent, "W6": transformer, "W9": gated,
        "W10": both_ways,
    }[WORKLOAD](o, p, x)


def loss(o, p, x, y):
    result = network(o, p, x)
    if WORKLOAD == "W1":
        return o.relu(1 - y * result).mean() + 1e-4 * sum((value * value).sum() for value in p.values())
    if WORKLOAD == "W2":
        return o.binary_cross_entropy(result, y)
    return o.cross_entropy(result.reshape(-1, result.shape[-1]), y.reshape(-1))
