"""The image networks with batch normalisation, as lists of blocks: the same for the data and for every peer.

A convolution has no bias, and is followed by a normalisation. A block's `body` goes one after another; `shortcut` is
None where there is no way around it, empty where its input is added as it is, and else the convolution on the way.
"""
from collections import namedtuple

Convolution = namedtuple("Convolution", "window inputs filters stride groups activation")
Block = namedtuple("Block", "body shortcut activation")
EPSILON, MOMENTUM = 1e-5, 0.1  # of the running averages, a step replaces a tenth


def convolution(window, inputs, filters, stride=1, groups=1, activation=""):
    return Convolution(window, inputs, filters, stride, groups, activation)


def resnet():
    """He et al. 2016, arXiv:1512.03385, section 4.2, with one block in each of three stages."""
    yield Block([convolution(3, 3, 16, activation="relu")], None, "")
    now = 16
    for filters, stride in ((16, 1), (32, 2), (64, 2)):
        body = [convolution(3, now, filters, stride, activation="relu"), convolution(3, filters, filters)]
        yield Block(body, [] if now == filters else [convolution(1, now, filters, stride)], "relu")
        now = filters


def mobilenet():
    """MobileNetV2. Sandler et al. 2018, arXiv:1801.04381, table 2."""
    yield Block([convolution(3, 3, 32, 2, activation="relu6")], None, "")
    now = 32
    for expansion, filters, count, first in (
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ):
        for stride in [first] + [1] * (count - 1):
            wide = expansion * now
            widened = [] if expansion == 1 else [convolution(1, now, wide, activation="relu6")]
            depthwise = convolution(3, wide, wide, stride, groups=wide, activation="relu6")
            body = widened + [depthwise, convolution(1, wide, filters)]
            yield Block(body, [] if stride == 1 and now == filters else None, "")
            now = filters
    yield Block([convolution(1, now, 1280, activation="relu6")], None, "")


NETWORKS = {"W11": resnet, "W12": mobilenet}


def blocks(workload):
    return list(NETWORKS[workload]())


def convolutions(workload):
    """All of them, a block's shortcut after its body; their weights are called c0.w, c1.w, …, their normalisations'
    n0.gain and n0.bias."""
    return [part for block in blocks(workload) for part in block.body + (block.shortcut or [])]
