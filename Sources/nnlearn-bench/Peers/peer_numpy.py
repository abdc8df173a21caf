"""numpy with the backward pass by hand: the least that a Python program can do for a step. W2, W3, W7."""
from common import PLAN, WORKLOAD, Task, initial_weights, serve
from adam import Adam

import numpy as np


class Training(Task):
    def reset(self):
        self.p = initial_weights()
        self.adam = Adam(self.p, PLAN.rate)

    def forward(self, x):
        p = self.p
        activation = np.tanh if WORKLOAD == "W2" else lambda z: np.maximum(z, 0)
        first = activation(x @ p["w1"] + p["b1"])
        second = activation(first @ p["w2"] + p["b2"])
        return first, second, second @ p["w3"] + p["b3"]

    def step(self, x, y):
        p, count = self.p, np.float32(len(x))
        first, second, logits = self.forward(x)
        if WORKLOAD == "W2":
            slope = (1 / (1 + np.exp(-logits)) - y[:, None]) / count
            through = lambda slope, value: slope * (1 - value * value)
        else:
            slope = np.exp(logits - logits.max(1, keepdims=True))
            slope /= slope.sum(1, keepdims=True)
            slope[np.arange(len(y)), y] -= 1
            slope /= count
            through = lambda slope, value: slope * (value > 0)
        gradients = {"w3": second.T @ slope, "b3": slope.sum(0)}
        slope = through(slope @ p["w3"].T, second)
        gradients |= {"w2": first.T @ slope, "b2": slope.sum(0)}
        slope = through(slope @ p["w2"].T, first)
        gradients |= {"w1": x.T @ slope, "b1": slope.sum(0)}
        self.adam.update(p, gradients)

    def loss(self):
        x, y = self.exam()
        logits = self.forward(x)[2]
        if WORKLOAD == "W2":
            return (np.logaddexp(0, logits[:, 0]) - y * logits[:, 0]).mean()
        return (np.logaddexp.reduce(logits, 1) - logits[np.arange(len(y)), y]).mean()


class Product(Task):
    product = np.empty((1024, 1024), np.float32)

    def step(self, a, b):
        np.matmul(a, b, out=self.product)

    def loss(self):
        return self.product.mean(dtype=float)


serve(np.__version__, Product if WORKLOAD == "W7" else Training)
