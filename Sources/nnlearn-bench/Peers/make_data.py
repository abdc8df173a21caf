"""Writes what every contestant starts from: data sets, initial weights, batch orders. Run once.

    python make_data.py FOLDER

Each array is a little-endian file NAME.bin; index.json tells names, types and shapes, so that C and Swift need no numpy.
Weights are [inputs, outputs], filters [height, width, channels in, channels out], images [n, height, width,
channels].
"""
import json
import os
import sys

import numpy as np
from sklearn.datasets import load_digits, make_moons
from sklearn.model_selection import train_test_split

import image_networks


def moons(count, seed):
    points, labels = make_moons(n_samples=count, noise=0.1, random_state=seed)
    return points.astype(np.float32), labels


def data_sets(random):
    points, labels = moons(100, seed=1337)
    yield "moons100.x", points
    yield "moons100.y", (2 * labels - 1).astype(np.float32)
    points, labels = moons(200, seed=0)
    yield "moons200.x", points
    yield "moons200.y", labels.astype(np.float32)
    digits = load_digits()
    images, _, labels, _ = train_test_split(digits.data / 16, digits.target, test_size=0.2, random_state=0)
    # 44 batches of 32, so that none is smaller than the others.
    yield "digits.x", images[:1408].astype(np.float32)
    yield "digits.y", labels[:1408].astype(np.int32)
    yield "noise28.x", random.rand(4096, 28, 28, 1).astype(np.float32)
    yield "noise28.y", random.randint(0, 10, 4096).astype(np.int32)
    yield "digits.order", np.stack([random.permutation(1408) for _ in range(20)]).astype(np.int32)
    yield "noise28.order", np.stack([random.permutation(4096) for _ in range(3)]).astype(np.int32)
    yield "text", random.randint(0, 128, (50, 32, 65)).astype(np.int32)


def uniform(random, shape, bound):
    return random.uniform(-bound, bound, shape).astype(np.float32)


def dense(random, name, inputs, outputs, bound=None, image=None):
    """`image` is (channels, side) where the inputs are an image; they are drawn channel by channel."""
    weights = uniform(random, (outputs, inputs), bound or inputs**-0.5).T
    if image:
        channels, side = image
        weights = weights.reshape(channels, side * side, outputs).swapaxes(0, 1).reshape(inputs, outputs)
    yield name % "w", weights
    yield name % "b", np.zeros(outputs, np.float32)


def convolution(random, name, inputs, outputs, side):
    filters = uniform(random, (outputs, inputs, side, side), (inputs * side * side) ** -0.5)
    yield name % "w", filters.transpose(2, 3, 1, 0)
    yield name % "b", np.zeros(outputs, np.float32)


def perceptron(random, workload, sizes, bound=None):
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), 1):
        yield from dense(random, f"{workload}.%s{layer}", inputs, outputs, bound)


def normalisation(name, width=64):
    yield f"{name}.gain", np.ones(width, np.float32)
    yield f"{name}.bias", np.zeros(width, np.float32)


def transformer(random):
    yield "W6.tokens", (0.02 * random.randn(128, 64)).astype(np.float32)
    yield "W6.positions", (0.02 * random.randn(64, 64)).astype(np.float32)
    for block in ("W6.b0", "W6.b1"):
        for layer, inputs, outputs in (("qkv", 64, 192), ("out", 64, 64), ("up", 64, 256), ("down", 256, 64)):
            yield from dense(random, f"{block}.{layer}.%s", inputs, outputs)
        yield from normalisation(f"{block}.norm1")
        yield from normalisation(f"{block}.norm2")
    yield from normalisation("W6.norm")
    yield from dense(random, "W6.head.%s", 64, 128)


def initial_weights(random):
    yield from perceptron(random, "W1", (2, 16, 16, 1), bound=1)
    yield from perceptron(random, "W2", (2, 16, 16, 1))
    yield from perceptron(random, "W3", (64, 128, 64, 10))
    yield from convolution(random, "W4.%s1", 1, 16, 3)
    yield from convolution(random, "W4.%s2", 16, 32, 3)
    yield from dense(random, "W4.%s3", 512, 10, image=(32, 4))
    yield from convolution(random, "W4b.%s1", 1, 16, 5)
    yield from convolution(random, "W4b.%s2", 16, 32, 5)
    yield from dense(random, "W4b.%s3", 1568, 128, image=(32, 7))
    yield from dense(random, "W4b.%s4", 128, 10)
    yield "W5.wx", uniform(random, (256, 8), 1 / 8).T
    yield "W5.wh", uniform(random, (256, 64), 1 / 8).T
    yield "W5.b", np.zeros(256, np.float32)
    yield from dense(random, "W5.head.%s", 64, 10)
    yield from transformer(random)


def factors():
    random = np.random.RandomState(7)
    for name in ("W7.a", "W7.b"):
        yield name, random.rand(1024, 1024).astype(np.float32)


def sequences(random):
    """Ten kinds of waves in eight features, their phases drawn, half of them noise."""
    waves = random.uniform(1, 6, (10, 1, 8))
    labels = random.randint(0, 10, 1408)
    angles = waves[labels] * np.linspace(0, 2 * np.pi, 32)[:, None] + random.uniform(0, 2 * np.pi, (1408, 1, 1))
    yield "sequences.x", (np.sin(angles) + 0.5 * random.randn(1408, 32, 8)).astype(np.float32)
    yield "sequences.y", labels.astype(np.int32)
    yield "sequences.order", np.stack([random.permutation(1408) for _ in range(20)]).astype(np.int32)


def images(random, name, count, side, epochs):
    """Ten patterns of 4 × 4 colours, made larger, under noise."""
    patterns = random.randn(10, 4, 4, 3).repeat(side // 4, 1).repeat(side // 4, 2)
    labels = random.randint(0, 10, count)
    yield f"{name}.x", (patterns[labels] + random.randn(count, side, side, 3)).astype(np.float32)
    yield f"{name}.y", labels.astype(np.int32)
    yield f"{name}.order", np.stack([random.permutation(count) for _ in range(epochs)]).astype(np.int32)


def normalized_convolutions(random, workload, features):
    for number, part in enumerate(image_networks.convolutions(workload)):
        shape = (part.window, part.window, part.inputs // part.groups, part.filters)
        deviation = (2 / (part.window**2 * shape[2])) ** 0.5
        yield f"{workload}.c{number}.w", (deviation * random.randn(*shape)).astype(np.float32)
        yield f"{workload}.n{number}.gain", np.ones(part.filters, np.float32)
        yield f"{workload}.n{number}.bias", np.zeros(part.filters, np.float32)
    yield from dense(random, f"{workload}.head.%s", features, 10)


def recurrent(random, name, gates):
    yield f"{name}wx", uniform(random, (8, gates * 64), 1 / 8)
    yield f"{name}wh", uniform(random, (64, gates * 64), 1 / 8)
    yield f"{name}b", np.zeros(gates * 64, np.float32)


def writer(random):
    """A causal Transformer that writes: width 256, 4 blocks, 512 tokens, texts of up to 256; and a text's beginning."""
    width = 256
    yield "W13.tokens", (0.1 * random.randn(512, width)).astype(np.float32)
    yield "W13.positions", (0.1 * random.randn(256, width)).astype(np.float32)
    for block in range(4):
        for layer, inputs, outputs in (
            ("qkv", width, 3 * width), ("out", width, width), ("up", width, 4 * width), ("down", 4 * width, width),
        ):
            yield from dense(random, f"W13.b{block}.{layer}.%s", inputs, outputs)
        for name in ("norm1", "norm2"):
            yield from normalisation(f"W13.b{block}.{name}", width)
    yield from normalisation("W13.norm", width)
    yield "prompt", random.randint(0, 512, 32).astype(np.int32)


def later():
    """What came after the first stream, each with one of its own."""
    random = np.random.RandomState
    yield from sequences(random(1))
    yield from recurrent(random(2), "W9.", 3)
    yield from dense(random(3), "W9.head.%s", 64, 10)
    yield from recurrent(random(4), "W10.forward.", 4)
    yield from recurrent(random(5), "W10.backward.", 4)
    yield from dense(random(6), "W10.head.%s", 128, 10)
    yield from images(random(8), "images32", 512, 32, epochs=2)
    yield from normalized_convolutions(random(9), "W11", 64)
    yield from images(random(10), "images96", 32, 96, epochs=4)
    yield from normalized_convolutions(random(11), "W12", 1280)
    yield from writer(random(12))


def write(folder):
    # One stream of random numbers: the order of the draws is part of the data.
    random = np.random.RandomState(0)
    index = {}
    os.makedirs(folder, exist_ok=True)
    for part in (data_sets(random), initial_weights(random), factors(), later()):
        for name, array in part:
            array.astype(array.dtype.newbyteorder("<")).tofile(os.path.join(folder, name + ".bin"))
            index[name] = {"type": array.dtype.name, "shape": list(array.shape)}
    # Last, and at one stroke: a folder with an index is complete.
    with open(os.path.join(folder, "index.json.new"), "w") as file:
        json.dump(index, file, indent=1)
    os.replace(file.name, os.path.join(folder, "index.json"))


if __name__ == "__main__":
    write(sys.argv[1])
