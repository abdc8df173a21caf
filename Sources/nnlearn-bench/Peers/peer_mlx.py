"""MLX on the processor, its steps compiled."""
from types import SimpleNamespace
from importlib.metadata import version

from common import PLAN, WORKLOAD, Task, initial_weights, serve
import networks

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers
from mlx.utils import tree_map


def lstm(x, wx, wh, b):
    hidden = cell = mx.zeros((x.shape[0], 64))
    inputs = mx.addmm(b, x, wx)
    for time in range(x.shape[1]):
        hidden, cell = networks.cell(operations, mx.split(inputs[:, time] + hidden @ wh, 4, -1), cell)
    return hidden


operations = SimpleNamespace(
    dense=lambda x, w, b: mx.addmm(b, x, w), relu=nn.relu, tanh=mx.tanh, sigmoid=mx.sigmoid, permute=mx.transpose,
    convolution=lambda x, w, b: mx.conv2d(x, w, padding=w.shape[1] // 2) + b, pool=nn.MaxPool2d(2, 2),
    layer_norm=lambda x, gain, bias: mx.fast.layer_norm(x, gain, bias, 1e-5), lstm=lstm,
    causal_attention=lambda q, k, v: mx.fast.scaled_dot_product_attention(q, k, v, scale=0.25, mask="causal"),
    binary_cross_entropy=lambda z, y: nn.losses.binary_cross_entropy(z, y, with_logits=True, reduction="mean"),
    cross_entropy=lambda z, y: nn.losses.cross_entropy(z, y, reduction="mean"),
)


def loss(p, x, y):
    return networks.loss(operations, p, x, y)


def weights():
    """Its filters are [channels out, height, width, channels in]."""
    return {
        name: mx.array(value.transpose(3, 0, 1, 2) if value.ndim == 4 else value)
        for name, value in initial_weights().items()
    }


class Training(Task):
    put = staticmethod(mx.array)

    def __init__(self):
        super().__init__()
        if WORKLOAD in ("W1", "W2"):
            self.x, self.y, self.put = mx.array(self.x), mx.array(self.y), lambda numbers: numbers

        self.p = weights()
        self.optimizer = mlx.optimizers.Adam(PLAN.rate, bias_correction=True)
        self.optimizer.init(self.p)
        self.fresh = tree_map(mx.array, self.optimizer.state)
        self.state = [self.p, self.optimizer.state]
        self.call = mx.compile(self.take_step, inputs=self.state, outputs=self.state)

    def reset(self):
        # Into the same dictionaries, so that the compiled step stays valid.
        self.p.update(weights())
        self.optimizer.state.update(tree_map(mx.array, self.fresh))
        mx.eval(self.state)

    def take_step(self, x, y, rate):
        value, gradients = mx.value_and_grad(loss)(self.p, x, y)
        if WORKLOAD == "W1":
            self.p.update({name: self.p[name] - rate * slope for name, slope in gradients.items()})
        else:
            self.p.update(self.optimizer.apply_gradients(gradients, self.p))
        return value

    def step(self, x, y, rate=0):
        mx.eval(self.state, self.call(x, y, mx.array(rate, mx.float32)))

    def loss(self):
        return loss(self.p, *self.exam()).item()


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y = mx.array(self.x), mx.array(self.y)

    def step(self, a, b):
        self.product = a @ b
        mx.eval(self.product)

    def loss(self):
        return self.product.mean().item()


serve(version("mlx"), Product if WORKLOAD == "W7" else Training)
