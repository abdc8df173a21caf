"""Computes fixtures for recurrent layers with their states and lengths, attention and Transformers, in float64, by PyTorch on
the CPU: see make_fixtures.py for how to run it. What PyTorch does not have is a plain loop here: peepholes, the reset gate
before the product, rotary positions.

Writes sequence_layers.json (as layers.json; a result with states is one row: all outputs, then the states).
"""

import json

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from make_fixtures import FOLDER, case, normal

torch.manual_seed(22)
LENGTHS = torch.tensor([5, 2, 4])


def row(*tensors):
    return torch.cat([t.reshape(-1) for t in tensors])


def gates(count, features=4, hidden=3, end=""):
    return {"wx" + end: normal(features, count * hidden), "wh" + end: normal(hidden, count * hidden),
            "b" + end: normal(count * hidden)}


def framework(kind, x, p, ends, h=None, c=None, lengths=None, **options):
    """A framework's layer with the weights p["wx" + end] …, layer by layer, forwards before backwards."""
    hidden = p["wh"].shape[0]
    layer = kind(x.shape[2], hidden, batch_first=True, **options)
    names = [n.removeprefix("weight_ih") for n, _ in layer.named_parameters() if n.startswith("weight_ih")]
    weights = {}
    for suffix, end in zip(names, ends):
        weights["weight_ih" + suffix], weights["weight_hh" + suffix] = p["wx" + end].T, p["wh" + end].T
        weights["bias_ih" + suffix], weights["bias_hh" + suffix] = p["b" + end], torch.zeros_like(p["b" + end])
    start = None if h is None else (h, c) if c is not None else h
    given = x if lengths is None else pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    outputs, state = torch.func.functional_call(layer, weights, (given, start))
    if lengths is not None:
        outputs = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])[0]
    h, c = state if isinstance(state, tuple) else (state, None)
    # Our states: h and c of each layer.
    cells = [t for k in range(h.shape[0]) for t in ([h[k]] if c is None else [h[k], c[k]])]
    return row(outputs, *cells)


def loop(x, h, c, step):
    outputs = []
    for t in range(x.shape[1]):
        h, c = step(x[:, t], h, c)
        outputs.append(h)
    return row(torch.stack(outputs, 1), *[s for s in (h, c) if s is not None])


def peepholes(x, wx, wh, b, peepholes, h0, c0):
    pi, pf, po = peepholes.chunk(3)

    def step(x, h, c):
        i, f, g, o = (x @ wx + h @ wh + b).chunk(4, 1)
        new = torch.sigmoid(f + pf * c) * c + torch.sigmoid(i + pi * c) * torch.tanh(g)
        return torch.sigmoid(o + po * new) * torch.tanh(new), new

    return loop(x, h0, c0, step)


def reset_before(x, wx, wh, b, h0):
    hidden = wh.shape[0]

    def step(x, h, _):
        r, z, n = (x @ wx + b).chunk(3, 1)
        r = torch.sigmoid(r + h @ wh[:, :hidden])
        z = torch.sigmoid(z + h @ wh[:, hidden:2 * hidden])
        n = torch.tanh(n + (r * h) @ wh[:, 2 * hidden:])
        return (1 - z) * n + z * h, None

    return loop(x, h0, None, step)


def recurrent():
    x, state = normal(3, 5, 4), {"h0": normal(3, 3)}
    long = {**state, "c0": normal(3, 3)}

    def single(kind, **options):
        return lambda x, h0=None, c0=None, **p: framework(
            kind, x, p, [""], None if h0 is None else h0[None], None if c0 is None else c0[None], **options)

    both = {"x": x, **gates(4), **gates(4, end="2")}
    deep = {**both, **gates(4, 6, end="3"), **gates(4, 6, end="4")}
    return {
        "rnnStates": case(single(torch.nn.RNN), {"x": x, **gates(1), **state}),
        "lstmStates": case(single(torch.nn.LSTM), {"x": x, **gates(4), **long}),
        "gruStates": case(single(torch.nn.GRU), {"x": x, **gates(3), **state}),
        "lstmPeepholes": case(peepholes, {"x": x, **gates(4), "peepholes": normal(9), **long}),
        "gruResetBefore": case(reset_before, {"x": x, **gates(3), **state}),
        "lstmLengths": case(single(torch.nn.LSTM, lengths=LENGTHS), {"x": x, **gates(4), **long}),
        "gruLengths": case(single(torch.nn.GRU, lengths=LENGTHS), {"x": x, **gates(3), **state}),
        "bidirectionalLengths": case(
            lambda x, **p: framework(torch.nn.LSTM, x, p, ["", "2"], lengths=LENGTHS, bidirectional=True), both),
        "stackedBidirectional": case(
            lambda x, **p: framework(torch.nn.LSTM, x, p, ["", "2", "3", "4"], bidirectional=True, num_layers=2), deep),
        "stackedBidirectionalLengths": case(
            lambda x, **p: framework(
                torch.nn.LSTM, x, p, ["", "2", "3", "4"], lengths=LENGTHS, bidirectional=True, num_layers=2), deep),
    }


def heads(x, count):
    return x.reshape(x.shape[0], x.shape[1], count, -1).transpose(1, 2)


def rotated(x, base=10000):
    """Su et al. 2021, equation 34: neighbours form pairs."""
    half = x.shape[-1] // 2
    angles = torch.arange(x.shape[-2])[:, None] * base ** (-torch.arange(half) / half)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], half, 2).contiguous())
    return torch.view_as_real(pairs * torch.polar(torch.ones_like(angles), angles)).reshape(x.shape)


def attention(x, source, wq, wk, wv, wo, bq, bk, bv, bo, count=2, mask=None, rotary=False):
    q, k, v = heads(x @ wq + bq, count), heads(source @ wk + bk, count), heads(source @ wv + bv, count)
    if rotary:
        q, k = rotated(q), rotated(k)
    seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return seen.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1) @ wo + bo


def projections(width, source, end=""):
    return {"wq" + end: normal(width, width), "bq" + end: normal(width), "wk" + end: normal(source, width),
            "bk" + end: normal(width), "wv" + end: normal(source, width), "bv" + end: normal(width),
            "wo" + end: normal(width, width), "bo" + end: normal(width)}


def norm(width, end=""):
    return {"gain" + end: normal(width), "shift" + end: normal(width)}


def block(p, x, width, before, memory=None, mask=None, causal=False):
    """An encoder's or a decoder's layer of PyTorch with our weights."""
    kind = torch.nn.TransformerEncoderLayer if memory is None else torch.nn.TransformerDecoderLayer
    layer = kind(width, 2, p["w1"].shape[1], dropout=0, activation="gelu", batch_first=True, norm_first=before)
    weights = {"linear1.weight": p["w1"].T, "linear1.bias": p["b1"], "linear2.weight": p["w2"].T, "linear2.bias": p["b2"]}

    def put(name, end):
        weights[name + ".in_proj_weight"] = torch.cat([p["wq" + end], p["wk" + end], p["wv" + end]], 1).T
        weights[name + ".in_proj_bias"] = torch.cat([p["bq" + end], p["bk" + end], p["bv" + end]])
        weights[name + ".out_proj.weight"], weights[name + ".out_proj.bias"] = p["wo" + end].T, p["bo" + end]

    put("self_attn", "")
    names = ["norm1", "norm2"]
    if memory is not None:
        put("multihead_attn", "2")
        names.append("norm3")
    for number, name in enumerate(names):
        weights[name + ".weight"], weights[name + ".bias"] = p[f"gain{number}"], p[f"shift{number}"]
    own = torch.nn.Transformer.generate_square_subsequent_mask(x.shape[1]) if causal else None
    if memory is None:
        return torch.func.functional_call(layer, weights, (x,), {"src_mask": own, "src_key_padding_mask": mask})
    return torch.func.functional_call(
        layer, weights, (x, memory), {"tgt_mask": own, "memory_key_padding_mask": mask})


def transformers():
    width, x, source = 6, normal(2, 4, 6), normal(2, 5, 8)
    lengths = torch.tensor([3, 5])
    padding = torch.arange(5)[None] >= lengths[:, None]
    own = torch.tensor([[1, 0, 0, 1], [0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 1]]).bool()
    cross, self_ = projections(width, 8), projections(width, width)
    feed = {"w1": normal(width, 10), "b1": normal(10), "w2": normal(10, width), "b2": normal(width)}
    encoder = {**self_, **feed, **norm(width, "0"), **norm(width, "1")}
    decoder = {**encoder, **projections(width, width, "2"), **norm(width, "2")}
    memory = normal(2, 5, width)
    wide = normal(2, 5, width)
    even = {"x": normal(2, 4, 8), **projections(8, 8)}

    def encoded(before, **options):
        return lambda x, **p: block(p, x, width, before, **options)

    def decoded(before):
        return lambda x, memory, **p: block(p, x, width, before, memory, padding, True)

    return {
        "attentionCross": case(attention, {"x": x, "source": source, **cross}),
        "attentionCrossLengths": case(
            lambda **p: attention(**p, mask=~padding[:, None, None, :]), {"x": x, "source": source, **cross}),
        "attentionMask": case(lambda x, **p: attention(x, x, **p, mask=own), {"x": x, **self_}),
        "attentionRotary": case(
            lambda x, **p: attention(x, x, **p, rotary=True, mask=torch.ones(4, 4).tril().bool()), even),
        "encoderBlockBefore": case(encoded(True), {"x": wide, **encoder}),
        "encoderBlockAfter": case(encoded(False), {"x": wide, **encoder}),
        "encoderBlockLengths": case(
            lambda x, **p: block(p, x, width, True, mask=padding) * ~padding[..., None], {"x": wide, **encoder}),
        "encoderBlockCausal": case(encoded(True, causal=True), {"x": wide, **encoder}),
        "decoderBlockBefore": case(decoded(True), {"x": x, "memory": memory, **decoder}),
        "decoderBlockAfter": case(decoded(False), {"x": x, "memory": memory, **decoder}),
        "sinusoidal": case(
            lambda x: x + torch.stack(
                [f(torch.arange(4) / 10000 ** (i / 6)) for i in (0, 2, 4) for f in (torch.sin, torch.cos)], 1),
            {"x": x}),
    }


if __name__ == "__main__":
    content = {**recurrent(), **transformers()}
    (FOLDER / "sequence_layers.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
