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


def normalisation(name):
    yield f"{name}.gain", np.ones(64, np.float32)
    yield f"{name}.bias", np.zeros(64, np.float32)


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


def write(folder):
    # One stream of random numbers: the order of the draws is part of the data.
    random = np.random.RandomState(0)
    index = {}
    os.makedirs(folder, exist_ok=True)
    for part in (data_sets(random), initial_weights(random), factors()):
        for name, array in part:
            array.astype(array.dtype.newbyteorder("<")).tofile(os.path.join(folder, name + ".bin"))
            index[name] = {"type": array.dtype.name, "shape": list(array.shape)}
    # Last, and at one stroke: a folder with an index is complete.
    with open(os.path.join(folder, "index.json.new"), "w") as file:
        json.dump(index, file, indent=1)
    os.replace(file.name, os.path.join(folder, "index.json"))


if __name__ == "__main__":
    write(sys.argv[1])
