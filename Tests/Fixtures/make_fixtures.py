"""Computes the fixtures that Tests/AutodiffTests compares with: values and gradients in float64, by PyTorch on the CPU.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python Tests/Fixtures/make_fixtures.py

Writes expressions.json (each case: its operands, its result, the gradient of sum(result * weights) or of the loss),
layers.json (the same for layers), training.json (ten steps of each update rule), broadcasting.json (NumPy's rule, over many pairs of shapes) and
random.json (the first numbers of xoshiro256++ seeded by SplitMix64, with Python's integers).
"""

import itertools
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)
torch.manual_seed(20)


def normal(*shape):
    return torch.randn(shape)


def array(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def case(function, operands, whole=()):
    """One case. Operands named in `whole` hold indices and get no gradient."""
    leaves = {n: t.clone().requires_grad_(n not in whole) for n, t in operands.items()}
    result = function(**leaves)
    weights = torch.linspace(-1, 1, result.numel()).reshape(result.shape) if result.numel() > 1 else torch.ones_like(result)
    wanted = [n for n in leaves if n not in whole]
    gradients = torch.autograd.grad((result * weights).sum(), [leaves[n] for n in wanted])
    return {
        "operands": {n: array(t) for n, t in operands.items()},
        "result": array(result),
        "weights": array(weights),
        "gradients": {n: array(g) for n, g in zip(wanted, gradients)},
    }


def mlp(x, w1, b1, w2, b2):
    return torch.tanh(x @ w1 + b1) @ w2 + b2


def normalised(x, gain, bias):
    mean = x.mean(-1, keepdim=True)
    variance = x.var(-1, unbiased=False, keepdim=True)
    return (x - mean) / torch.sqrt(variance + 1e-5) * gain + bias


def expressions():
    layers = {"x": normal(6, 3), "w1": normal(3, 4), "b1": normal(4), "w2": normal(4, 1), "b2": normal(1)}
    target = normal(6, 1)
    yes = torch.tensor([[1.0], [0], [1], [1], [0], [0]])
    labels = torch.tensor([2.0, 0, 1, 2, 2])
    logits = 5 * normal(5, 3)
    extreme = torch.tensor([-1000.0, -40, -1, 0, 1, 40, 1000])
    ties = torch.tensor([[1.0, 3, 3, 2], [5, 5, 5, 5], [-1, -2, -3, -1]])
    indices = torch.tensor([3.0, 0, 3, 1])
    cases = {
        "softmax": case(lambda x: torch.softmax(x, -1), {"x": logits}),
        "logSoftmax": case(lambda x: torch.log_softmax(x, -1), {"x": logits}),
        "logSoftmaxLarge": case(lambda x: torch.log_softmax(x, -1), {"x": 300 * normal(2, 4)}),
        "softplus": case(lambda x: torch.logaddexp(x, torch.zeros(())), {"x": extreme}),
        "sigmoid": case(torch.sigmoid, {"x": extreme}),
        "variance": case(lambda x: x.var((0, 2), unbiased=False), {"x": normal(3, 2, 4)}),
        "normalised": case(normalised, {"x": 3 + 2 * normal(4, 5), "gain": normal(5), "bias": normal(5)}),
        "softmaxCrossEntropy": case(
            lambda logits, labels: F.cross_entropy(logits, labels.long()),
            {"logits": logits, "labels": labels}, {"labels"}),
        "softmaxCrossEntropySoft": case(
            lambda logits, probabilities: F.cross_entropy(logits, probabilities),
            {"logits": logits, "probabilities": torch.softmax(normal(5, 3), -1)}),
        "binaryCrossEntropy": case(
            lambda logits, target: F.binary_cross_entropy_with_logits(logits, target),
            {"logits": extreme, "target": torch.tensor([0.0, 1, 0.25, 1, 0, 1, 1])}, {"target"}),
        "hinge": case(
            lambda scores, target: torch.relu(1 - target * scores).mean(),
            {"scores": torch.tensor([-2.0, -0.5, 0.3, 1.5, 0]), "target": torch.tensor([1.0, -1, 1, 1, -1])}, {"target"}),
        "mlpSquaredError": case(
            lambda target, **p: F.mse_loss(mlp(**p), target), {**layers, "target": target}, {"target"}),
        "mlpBinaryCrossEntropy": case(
            lambda target, **p: F.binary_cross_entropy_with_logits(mlp(**p), target),
            {**layers, "target": yes}, {"target"}),
        "matmulChain": case(
            lambda a, b, c, d: a @ b @ c @ d,
            {"a": normal(2, 3), "b": normal(3, 4), "c": normal(4, 1), "d": normal(1, 5)}),
        "matmulBatched": case(lambda a, b: a @ b, {"a": normal(2, 3, 4), "b": normal(2, 4, 2)}),
        "matmulShared": case(lambda a, b: a @ b, {"a": normal(2, 3, 4), "b": normal(4, 2)}),
        "embedding": case(
            lambda table, indices: torch.tanh(F.embedding(indices.long(), table)),
            {"table": normal(5, 3), "indices": indices}, {"indices"}),
        "amax": case(lambda x: x.amax(1), {"x": ties}),
        "maximumTies": case(
            lambda x, y: torch.maximum(x, y) * torch.minimum(x, 2 * y),
            {"x": torch.tensor([1.0, 2, 3, -4]), "y": torch.tensor([1.0, 3, 1, -2])}),
        "broadcasting": case(
            lambda a, b, c: (a + b) * c / (2 + b * b), {"a": normal(3, 4), "b": normal(4), "c": normal(3, 1)}),
        "broadcastingOuter": case(lambda a, b: (a * b).sum(1), {"a": normal(2, 3, 1), "b": normal(1, 4)}),
        "slices": case(
            lambda x, y: torch.cat([x[1:3] * y, y[:, 0:1].expand(2, 2), x[0:2]], 1),
            {"x": normal(4, 3), "y": normal(2, 3)}),
        "transposes": case(
            lambda x: torch.tanh(x.permute(2, 0, 1).reshape(4, 6)) @ x.reshape(6, 4), {"x": normal(2, 3, 4)}),
        "powers": case(lambda x: x**3 - x**-1.5 + x**0.5 + torch.log(x) + x.sqrt().exp(), {"x": 0.5 + torch.rand(5)}),
    }
    return {n: case for n, case in sorted(cases.items())}


def images(x):
    """[n, height, width, c] to PyTorch's [n, c, height, width]."""
    return x.permute(0, 3, 1, 2)


def pixels(x):
    return x.permute(0, 2, 3, 1)


def convolved(x, w, b, **options):
    return pixels(F.conv2d(images(x), w.permute(3, 2, 0, 1), b, **options))


def lstm(x, wx, wh, b):
    layer = torch.nn.LSTM(wx.shape[0], wh.shape[0], batch_first=True)
    weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    return torch.func.functional_call(layer, weights, x)[0]


def attention(x, w, b, wo, bo, heads, causal):
    n, time, width = x.shape
    q, k, v = (x @ w + b).view(n, time, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
    seen = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    return seen.transpose(1, 2).reshape(n, time, width) @ wo + bo


def network(x, w1, b1, w2, b2):
    hidden = F.max_pool2d(torch.relu(images(convolved(x, w1, b1, padding="same"))), 2)
    return pixels(hidden).flatten(1) @ w2 + b2


def layers():
    """Each layer on an input x; weights named as the layer's parameters are."""
    pictures = normal(2, 5, 6, 2)
    recurrent = {"x": normal(3, 4, 2), "wx": normal(2, 12), "wh": normal(3, 12), "b": normal(12)}
    seeing = {"x": normal(2, 5, 6), "w": normal(6, 18), "b": normal(18), "wo": normal(6, 6), "bo": normal(6)}
    tokens = {"x": torch.tensor([[0.0, 3, 3], [1, 0, 2]]), "table": normal(4, 3)}
    square = {"x": pictures, "w": normal(3, 3, 2, 3), "b": normal(3)}
    return {
        "dense": case(
            lambda x, w, b: torch.relu(F.linear(x, w.T, b)), {"x": normal(4, 3), "w": normal(3, 5), "b": normal(5)}),
        "denseInSequence": case(
            lambda x, w: torch.tanh(F.linear(x, w.T)), {"x": normal(2, 4, 3), "w": normal(3, 2)}),
        "convolution": case(lambda x, w, b: convolved(x, w, b, padding="same"), square),
        "convolutionStrided": case(
            lambda x, w, b: torch.relu(convolved(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2))), square),
        "convolutionGrouped": case(
            lambda x, w, b: convolved(x, w, b, groups=2), {"x": pictures, "w": normal(2, 3, 1, 4), "b": normal(4)}),
        "maxPool": case(lambda x: pixels(F.max_pool2d(images(x), 2)), {"x": pictures}),
        "maxPoolOverlapping": case(
            lambda x: pixels(F.max_pool2d(images(x), (3, 2), (2, 1), (1, 1))), {"x": pictures}),
        "flatten": case(lambda x: x.flatten(1), {"x": pictures}),
        "lstm": case(lambda **p: lstm(**p)[:, -1], recurrent),
        "lstmSequence": case(lstm, recurrent),
        "embedding": case(lambda x, table: F.embedding(x.long(), table), tokens, {"x"}),
        "layerNormalization": case(
            lambda x, gain, b: F.layer_norm(x, (6,), gain, b),
            {"x": 2 + 3 * normal(2, 3, 6), "gain": normal(6), "b": normal(6)}),
        "attention": case(lambda **p: attention(**p, heads=2, causal=False), seeing),
        "attentionCausal": case(lambda **p: attention(**p, heads=3, causal=True), seeing),
        "network": case(
            network,
            {"x": normal(2, 6, 4, 1), "w1": normal(3, 3, 1, 2), "b1": normal(2), "w2": normal(12, 3), "b2": normal(3)}),
    }


def training():
    """Ten full-batch steps on a two-layer network; every parameter after every step."""
    operands = {"x": normal(8, 2), "w1": normal(2, 3), "b1": normal(3), "w2": normal(3, 1), "b2": normal(1)}
    target = normal(8, 1)
    rules = {
        "gradientDescent": lambda p: torch.optim.SGD(p, lr=0.1),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
        "adam": lambda p: torch.optim.Adam(p, lr=0.02, eps=1e-3),
        "clippedByNorm": lambda p: torch.optim.SGD(p, lr=0.1),
        "clippedByValue": lambda p: torch.optim.SGD(p, lr=0.1),
    }
    runs = {}
    for name, rule in rules.items():
        parameters = {n: t.clone().requires_grad_() for n, t in operands.items() if n != "x"}
        optimizer = rule(list(parameters.values()))
        steps = []
        for _ in range(10):
            optimizer.zero_grad()
            loss = F.mse_loss(mlp(operands["x"], **parameters), target)
            loss.backward()
            if name == "clippedByNorm":
                norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters.values()))
                for p in parameters.values():
                    p.grad *= 0.5 / max(norm, 0.5)
            if name == "clippedByValue":
                torch.nn.utils.clip_grad_value_(parameters.values(), 0.05)
            optimizer.step()
            steps.append({"loss": loss.item(), "parameters": {n: array(p) for n, p in parameters.items()}})
        runs[name] = steps
    return {"operands": {n: array(t) for n, t in operands.items()}, "target": array(target), "runs": runs}


def broadcasting():
    """Every pair of these shapes, and the shape NumPy gives them; null where it refuses."""
    shapes = [list(s) for rank in range(4) for s in itertools.product((1, 2, 3), repeat=rank) if len(s) < 3 or s[0] != 3]
    shapes += [[0], [2, 0], [0, 1], [1, 0]]
    rows = []
    for a, b in itertools.product(shapes, repeat=2):
        try:
            rows.append([a, b, list(np.broadcast_shapes(tuple(a), tuple(b)))])
        except ValueError:
            rows.append([a, b, None])
    return rows


def random_numbers():
    mask = (1 << 64) - 1

    def rotated(x, k):
        return (x << k | x >> (64 - k)) & mask

    def first(seed, count=6):
        s = []
        for i in range(1, 5):
            z = (seed + i * 0x9E3779B97F4A7C15) & mask
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
            z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
            s.append(z ^ z >> 31)
        numbers = []
        for _ in range(count):
            numbers.append(f"{(rotated((s[0] + s[3]) & mask, 23) + s[0]) & mask:016x}")
            t = s[1] << 17 & mask
            s[2] ^= s[0]
            s[3] ^= s[1]
            s[1] ^= s[2]
            s[0] ^= s[3]
            s[2] ^= t
            s[3] = rotated(s[3], 45)
        return numbers

    return {str(seed): first(seed) for seed in (0, 1, 42, mask)}


if __name__ == "__main__":
    fixtures = {
        "expressions": expressions(), "training": training(), "broadcasting": broadcasting(), "random": random_numbers(),
        "layers": layers(),
    }
    for name, content in fixtures.items():
        text = json.dumps(content, separators=(",", ":"))
        (FOLDER / f"{name}.json").write_text(text + "\n")
