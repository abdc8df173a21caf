"""Computes fixtures for layers of image networks, in float64, by PyTorch on the CPU: see make_fixtures.py for how to run
it.

Writes image_layers.json (as layers.json: operands, result, gradients of sum(result * weights)).
"""

import json

import torch
import torch.nn.functional as F

from make_fixtures import FOLDER, case, convolved, images, normal, pixels

torch.manual_seed(22)


def steps(x):
    """[n, time, c] as PyTorch wants it, and back: the same exchange."""
    return x.permute(0, 2, 1)


def transposed(x, w, b, groups, **options):
    """w: [window height, window width, filters / groups, channels]."""
    return pixels(F.conv_transpose2d(images(x), w.permute(3, 2, 0, 1), b, groups=groups, **options))


def excited(x, w1, b1, w2, b2):
    """w: [1, 1, in, out]."""
    means = x.mean((1, 2), keepdim=True)
    # F.hardsigmoid's derivative has a sixth in single precision.
    return x * F.relu6(F.silu(means @ w1[0, 0] + b1) @ w2[0, 0] + b2 + 3) / 6


def same_of_tensorflow(x, w):
    """Windows of 3, a stride of 2 on even sizes: a row below and a column at the right (TensorFlow's `SAME`)."""
    return pixels(F.conv2d(F.pad(images(x), (0, 1, 0, 1)), w.permute(3, 2, 0, 1), stride=2))


def layers():
    pictures, sequence = normal(2, 6, 8, 2), normal(2, 7, 4)
    wide = normal(2, 3, 4, 6)
    return {
        "prelu": case(lambda x, a: pixels(F.prelu(images(x), a)), {"x": wide, "a": normal(6)}),
        "squeezeExcitation": case(
            excited, {"x": wide, "w1": normal(1, 1, 6, 2), "b1": normal(2), "w2": normal(1, 1, 2, 6), "b2": normal(6)}),
        "symmetricPadding": case(
            lambda x, w: convolved(x, w, None, stride=2, padding=1), {"x": pictures, "w": normal(3, 3, 2, 3)}),
        "samePadding": case(same_of_tensorflow, {"x": pictures, "w": normal(3, 3, 2, 3)}),
        "wideWindow": case(
            lambda x, w, b: convolved(x, w, b, padding=(0, 3)),
            {"x": pictures, "w": normal(1, 7, 2, 3), "b": normal(3)}),
        "unevenPadding": case(
            lambda x, w: pixels(F.conv2d(F.pad(images(x), (3, 1, 0, 2)), w.permute(3, 2, 0, 1), stride=(1, 2))),
            {"x": pictures, "w": normal(3, 2, 2, 3)}),
        "transposedGroups": case(
            lambda x, w, b: transposed(x, w, b, 2, stride=2, padding=1, output_padding=1),
            {"x": wide, "w": normal(3, 3, 2, 6), "b": normal(4)}),
        "transposedDilated": case(
            lambda x, w, b: transposed(x, w, b, 3, stride=(3, 2), dilation=(2, 1), output_padding=(2, 0)),
            {"x": wide, "w": normal(2, 3, 1, 6), "b": normal(3)}),
        "transposedDepthwise": case(
            lambda x, w, b: transposed(x, w, b, 6, stride=2, padding=1, dilation=2, output_padding=1),
            {"x": wide, "w": normal(3, 3, 1, 6), "b": normal(6)}),
        "maxPoolRoundedUp": case(
            lambda x: pixels(F.max_pool2d(images(x), (2, 3), (3, 2), (1, 1), ceil_mode=True)), {"x": pictures}),
        "maxPoolRoundedUpSmall": case(
            lambda x: pixels(F.max_pool2d(images(x), 3, 2, ceil_mode=True)), {"x": normal(1, 2, 4, 2)}),
        "averagePoolCounting": case(
            lambda x: pixels(F.avg_pool2d(images(x), 3, 2, 1, count_include_pad=True)), {"x": pictures}),
        "averagePoolRoundedUp": case(
            lambda x: pixels(F.avg_pool2d(images(x), 3, 2, 1, ceil_mode=True, count_include_pad=False)),
            {"x": pictures}),
        "averagePoolCountingRoundedUp": case(
            lambda x: pixels(F.avg_pool2d(images(x), (3, 4), (2, 3), (1, 2), ceil_mode=True, count_include_pad=True)),
            {"x": pictures}),
        "maxPool1D": case(lambda x: steps(F.max_pool1d(steps(x), 3, 2, 1, ceil_mode=True)), {"x": normal(2, 8, 4)}),
        "averagePool1D": case(
            lambda x: steps(F.avg_pool1d(steps(x), 3, 2, 1, ceil_mode=True, count_include_pad=False)),
            {"x": normal(2, 8, 4)}),
        "averagePool1DPlain": case(lambda x: steps(F.avg_pool1d(steps(x), 2)), {"x": sequence}),
        "convolution1DPadded": case(
            lambda x, w, b: steps(F.conv1d(F.pad(steps(x), (2, 2)), w.permute(2, 1, 0), b, stride=2)),
            {"x": sequence, "w": normal(3, 4, 5), "b": normal(5)}),
        "convolution1DUneven": case(
            lambda x, w: steps(F.conv1d(F.pad(steps(x), (3, 1)), w.permute(2, 1, 0), dilation=2)),
            {"x": sequence, "w": normal(3, 4, 2)}),
        "bilinearLarger": case(
            lambda x: pixels(F.interpolate(images(x), (11, 9), mode="bilinear", align_corners=False)), {"x": pictures}),
        "bilinearSmaller": case(
            lambda x: pixels(F.interpolate(images(x), (4, 3), mode="bilinear", align_corners=False)), {"x": pictures}),
        "nearestLarger": case(lambda x: pixels(F.interpolate(images(x), (11, 9), mode="nearest")), {"x": pictures}),
        "nearestSmaller": case(lambda x: pixels(F.interpolate(images(x), (4, 3), mode="nearest")), {"x": pictures}),
        "localResponse": case(
            lambda x: pixels(F.local_response_norm(images(x), 3, 0.5, 0.75, 2.0)), {"x": wide}),
        "localResponseEven": case(
            lambda x: pixels(F.local_response_norm(images(x), 4, 0.5, 0.6, 1.0)), {"x": wide}),
        # A window more would begin on the padding after: there is none.
        "maxPoolEndsBeforePadding": case(
            lambda x: pixels(F.max_pool2d(images(x), 2, 2, 1, ceil_mode=True)), {"x": normal(1, 5, 6, 2)}),
        "averagePoolEndsBeforePadding": case(
            lambda x: pixels(F.avg_pool2d(images(x), 2, 2, 1, ceil_mode=True, count_include_pad=True)),
            {"x": normal(1, 5, 6, 2)}),
    }


if __name__ == "__main__":
    (FOLDER / "image_layers.json").write_text(json.dumps(layers(), separators=(",", ":")) + "\n")
