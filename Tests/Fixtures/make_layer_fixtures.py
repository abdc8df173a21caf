"""Computes further fixtures for layers, in float64, by PyTorch on the CPU: see make_fixtures.py for how to run it.

Writes further_layers.json (as layers.json: operands, result, gradients of sum(result * weights)) and
batch_normalization.json (two training steps with their running statistics, then an evaluation).
"""

import json

import torch
import torch.nn.functional as F

from make_fixtures import FOLDER, array, case, convolved, images, normal, pixels

torch.manual_seed(21)


def along_time(x, w, b=None, before=0, after=0, **options):
    """x: [n, time, c], w: [window, c / groups, f]."""
    padded = F.pad(x.permute(0, 2, 1), (before, after))
    return F.conv1d(padded, w.permute(2, 1, 0), b, **options).permute(0, 2, 1)


def transposed(x, w, b=None, cut=(0, 0, 0, 0), **options):
    """w: [window height, window width, filters, channels]; cut: top, left, bottom, right."""
    full = F.conv_transpose2d(images(x), w.permute(3, 2, 0, 1), None, **options)
    top, left, bottom, right = cut
    z = pixels(full[:, :, top:full.shape[2] - bottom, left:full.shape[3] - right])
    return z if b is None else z + b


def recurrent(kind, x, wx, wh, b, **options):
    """Every hidden state of one of PyTorch's recurrent layers; the second bias is 0."""
    layer = kind(wx.shape[0], wh.shape[0], batch_first=True, **options)
    weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": torch.zeros_like(b)}
    return torch.func.functional_call(layer, weights, x)[0]


def both_ways(kind, x, **p):
    """Every hidden state forwards and backwards, and the last of each."""
    layer = kind(p["wx"].shape[0], p["wh"].shape[0], batch_first=True, bidirectional=True)
    weights = {}
    for suffix, end in (("", ""), ("_reverse", "2")):
        weights["weight_ih_l0" + suffix] = p["wx" + end].T
        weights["weight_hh_l0" + suffix] = p["wh" + end].T
        weights["bias_ih_l0" + suffix] = p["b" + end]
        weights["bias_hh_l0" + suffix] = torch.zeros_like(p["b" + end])
    states, last = torch.func.functional_call(layer, weights, x)
    last = last[0] if isinstance(last, tuple) else last
    return states, torch.cat([last[0], last[1]], 1)


def grouped(x, gain, b, groups):
    return pixels(F.group_norm(images(x), groups, gain, b))


def layers():
    pictures, steps = normal(2, 5, 6, 2), normal(2, 7, 4)
    wide = normal(2, 3, 4, 6)

    def gates(count, hidden=3, features=4, end=""):
        return {"wx" + end: normal(features, count * hidden), "wh" + end: normal(hidden, count * hidden),
                "b" + end: normal(count * hidden)}

    def twice(count):
        return {"x": steps, **gates(count), **gates(count, end="2")}

    norm = {"x": 1 + 2 * wide, "gain": normal(6), "b": normal(6)}
    return {
        "convolution1D": case(
            lambda x, w, b: torch.relu(along_time(x, w, b, 1, 1)), {"x": steps, "w": normal(3, 4, 5), "b": normal(5)}),
        "convolution1DCausal": case(
            lambda x, w, b: along_time(x, w, b, 4, 0, stride=2, dilation=2, groups=2),
            {"x": steps, "w": normal(3, 2, 6), "b": normal(6)}),
        "convolution1DValid": case(lambda x, w: along_time(x, w), {"x": steps, "w": normal(2, 4, 3)}),
        "depthwise": case(
            lambda x, w, b: convolved(x, w, b, stride=2, padding=1, groups=6),
            {"x": wide, "w": normal(3, 3, 1, 12), "b": normal(12)}),
        "transposedConvolution": case(
            lambda x, w, b: torch.relu(transposed(x, w, b, (0, 0, 1, 1), stride=2)),
            {"x": pictures, "w": normal(3, 3, 4, 2), "b": normal(4)}),
        "transposedConvolutionPadded": case(
            lambda x, w: transposed(x, w, None, (1, 2, 1, 2), stride=(3, 1)),
            {"x": pictures, "w": normal(4, 5, 3, 2)}),
        "nearest": case(
            lambda x: pixels(F.interpolate(images(x), scale_factor=(2.0, 3.0), mode="nearest")), {"x": pictures}),
        "bilinear": case(
            lambda x: pixels(F.interpolate(images(x), scale_factor=(2.0, 3.0), mode="bilinear", align_corners=False)),
            {"x": pictures}),
        "averagePool": case(lambda x: pixels(F.avg_pool2d(images(x), 2)), {"x": pictures}),
        "averagePoolOverlapping": case(
            lambda x: pixels(F.avg_pool2d(images(x), (3, 3), (1, 2), 1, count_include_pad=False)), {"x": pictures}),
        "maxPoolPadded": case(lambda x: pixels(F.max_pool2d(images(x), 3, 2, 1)), {"x": pictures}),
        "globalAveragePool": case(lambda x: x.mean((1, 2)), {"x": pictures}),
        "globalMaxPool": case(lambda x: x.amax((1, 2)), {"x": pictures}),
        "globalMaxPoolOfTime": case(lambda x: x.amax(1), {"x": steps}),
        "groupNormalization": case(lambda x, gain, b: grouped(x, gain, b, 3), norm),
        "instanceNormalization": case(lambda x, gain, b: grouped(x, gain, b, 6), norm),
        "rmsNormalization": case(
            lambda x, gain: F.rms_norm(x, (6,), gain, 1e-5), {"x": 1 + 2 * wide, "gain": normal(6)}),
        "reshape": case(lambda x: x.reshape(2, 15, 4), {"x": pictures}),
        "residual": case(
            lambda x, w, b: torch.relu(x + torch.tanh(x @ w + b)), {"x": normal(3, 4), "w": normal(4, 4), "b": normal(4)}),
        "residualShortcut": case(
            lambda x, w, w2: convolved(x, w, None, stride=2, padding=1) + convolved(x, w2, None, stride=2),
            {"x": pictures, "w": normal(3, 3, 2, 3), "w2": normal(1, 1, 2, 3)}),
        "concatenation": case(
            lambda x, w, w2: torch.cat(
                [convolved(x, w, None, padding="same"), x, convolved(x, w2, None, padding="same")], -1),
            {"x": pictures, "w": normal(3, 3, 2, 3), "w2": normal(1, 1, 2, 1)}),
        "rnn": case(lambda **p: recurrent(torch.nn.RNN, **p)[:, -1], {"x": steps, **gates(1)}),
        "rnnSequence": case(
            lambda **p: recurrent(torch.nn.RNN, nonlinearity="relu", **p), {"x": steps, **gates(1)}),
        "gru": case(lambda **p: recurrent(torch.nn.GRU, **p)[:, -1], {"x": steps, **gates(3)}),
        "gruSequence": case(lambda **p: recurrent(torch.nn.GRU, **p), {"x": steps, **gates(3)}),
        "bidirectional": case(lambda **p: both_ways(torch.nn.LSTM, **p)[0], twice(4)),
        "bidirectionalLast": case(lambda **p: both_ways(torch.nn.GRU, **p)[1], twice(3)),
    }


def batch_normalization():
    """Two training steps and an evaluation, each a case; after each training step the running statistics."""
    operands = {"gain": normal(3), "b": normal(3)}
    layer = torch.nn.BatchNorm2d(3, momentum=0.1, eps=1e-5)
    steps = []
    for training in (True, True, False):
        x = 2 + 3 * normal(4, 2, 3, 3)
        mean, variance = layer.running_mean.clone(), layer.running_var.clone()

        def normalised(x, gain, b):
            return pixels(F.batch_norm(images(x), mean, variance, gain, b, training, 0.1, 1e-5))

        step = case(normalised, {"x": x, **operands})
        step["mean"], step["variance"] = array(mean), array(variance)
        layer.running_mean, layer.running_var = mean, variance
        steps.append(step)
    return steps


if __name__ == "__main__":
    for name, content in {"further_layers": layers(), "batch_normalization": batch_normalization()}.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
