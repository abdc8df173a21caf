"""HIPS autograd, which records numpy. W1, W2, W3, W5, W6: it has no fast convolution."""
from types import SimpleNamespace
from importlib.metadata import version

from common import PLAN, WORKLOAD, Task, initial_weights, serve
from adam import Adam
import networks

import numpy
from autograd import grad, numpy as np

MASK = numpy.where(numpy.tril(numpy.ones((64, 64))), 0, -1e30).astype(numpy.float32)


def log_sum_exp(z):
    largest = np.max(z, axis=-1, keepdims=True)
    return largest + np.log(np.sum(np.exp(z - largest), axis=-1, keepdims=True))


def layer_norm(x, gain, bias):
    x = x - np.mean(x, axis=-1, keepdims=True)
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + numpy.float32(1e-5)) * gain + bias


def lstm(x, wx, wh, b):
    hidden = cell = numpy.zeros((len(x), 64), numpy.float32)
    for time in range(x.shape[1]):
        gates = np.dot(x[:, time], wx) + np.dot(hidden, wh) + b
        hidden, cell = networks.cell(operations, np.split(gates, 4, axis=1), cell)
    return hidden


def causal_attention(q, k, v):
    scores = np.matmul(q, np.swapaxes(k, -1, -2)) * numpy.float32(0.25) + MASK
    return np.matmul(np.exp(scores - log_sum_exp(scores)), v)


def dense(x, w, b):
    rows = np.reshape(x, (-1, x.shape[-1]))
    return np.reshape(np.dot(rows, w), x.shape[:-1] + (-1,)) + b


def cross_entropy(z, y):
    return -np.mean((z - log_sum_exp(z))[numpy.arange(len(y)), y])


operations = SimpleNamespace(
    dense=dense, relu=lambda z: np.maximum(z, 0), tanh=np.tanh, sigmoid=lambda z: 0.5 * (np.tanh(0.5 * z) + 1),
    permute=np.transpose, layer_norm=layer_norm, lstm=lstm, causal_attention=causal_attention,
    binary_cross_entropy=lambda z, y: np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))),
    cross_entropy=cross_entropy,
)


def loss(p, x, y):
    return networks.loss(operations, p, x, y)


gradient = grad(loss)


class Training(Task):
    def reset(self):
        self.p = initial_weights()
        self.adam = Adam(self.p, PLAN.rate)

    def step(self, x, y, rate=None):
        gradients = gradient(self.p, x, y)
        if WORKLOAD == "W1":
            for name, slope in gradients.items():
                self.p[name] -= numpy.float32(rate) * slope
        else:
            self.adam.update(self.p, gradients)

    def loss(self):
        return loss(self.p, *self.exam())


serve(version("autograd"), Training)
