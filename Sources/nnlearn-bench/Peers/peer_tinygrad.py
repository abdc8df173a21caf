"""tinygrad on the processor, its steps captured by TinyJit."""
import os
from types import SimpleNamespace
from importlib.metadata import version

from common import PLAN, WORKLOAD, Task, channels_first, initial_weights, serve
import networks

os.environ["TRAINING"] = "1"
from tinygrad import Device, Tensor, TinyJit, nn


def lstm(x, wx, wh, b):
    hidden = cell = Tensor.zeros(x.shape[0], 64)
    for time in range(x.shape[1]):
        gates = x[:, time] @ wx.T + hidden @ wh.T + b
        hidden, cell = networks.cell(operations, gates.chunk(4, dim=1), cell)
    return hidden


operations = SimpleNamespace(
    dense=lambda x, w, b: x.linear(w.T, b), relu=Tensor.relu, tanh=Tensor.tanh, sigmoid=Tensor.sigmoid,
    permute=Tensor.permute, convolution=lambda x, w, b: x.conv2d(w, b, padding=w.shape[-1] // 2),
    pool=Tensor.max_pool2d, layer_norm=lambda x, gain, bias: x.layernorm(eps=1e-5) * gain + bias, lstm=lstm,
    causal_attention=lambda q, k, v: q.scaled_dot_product_attention(k, v, is_causal=True),
    binary_cross_entropy=Tensor.binary_crossentropy_logits, cross_entropy=Tensor.sparse_categorical_crossentropy,
)


def loss(p, x, y):
    return networks.loss(operations, p, x, y)


class Training(Task):
    def __init__(self):
        super().__init__(channels_first=True)
        if WORKLOAD in ("W1", "W2"):
            self.x, self.y = Tensor(self.x).realize(), Tensor(self.y).realize()
        self.p = {name: Tensor(value).realize() for name, value in self.weights().items()}
        for value in self.p.values():
            value.requires_grad = True
        rule = nn.optim.SGD if WORKLOAD == "W1" else nn.optim.Adam
        self.optimizer = rule(list(self.p.values()), lr=PLAN.rate)
        self.call = TinyJit(self.take_step)

    def weights(self):
        return channels_first(initial_weights())

    def put(self, numbers):
        return numbers if isinstance(numbers, Tensor) else Tensor(numbers.copy()).realize()

    def reset(self):
        # Into the same buffers, so that the captured step stays valid.
        fresh = [(self.p[name], Tensor(value)) for name, value in self.weights().items()]
        if WORKLOAD != "W1":
            adam = self.optimizer
            fresh += [(buffer, Tensor.zeros(*buffer.shape)) for buffer in adam.m + adam.v]
            fresh += [(buffer, Tensor.ones(*buffer.shape)) for buffer in (adam.b1_t, adam.b2_t)]
        for buffer, value in fresh:
            buffer.assign(value).realize()

    def take_step(self, x, y):
        self.optimizer.zero_grad()
        value = loss(self.p, x, y).backward()
        return value.realize(*self.optimizer.schedule_step())

    def step(self, x, y, rate=None):
        if rate is not None:
            self.optimizer.lr.assign(Tensor([rate])).realize()
        self.call(x, y)

    def wait(self):
        Device[Device.DEFAULT].synchronize()

    def loss(self):
        return loss(self.p, *self.exam()).item()


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y = Tensor(self.x).realize(), Tensor(self.y).realize()
        self.call = TinyJit(lambda a, b: (a @ b).realize())

    def step(self, a, b):
        self.product = self.call(a, b)

    def wait(self):
        Device[Device.DEFAULT].synchronize()

    def loss(self):
        return self.product.mean().item()


serve(version("tinygrad"), Product if WORKLOAD == "W7" else Training)
