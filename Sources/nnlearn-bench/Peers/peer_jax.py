"""JAX with optax. Variants: jit, a compiled step for each batch; scan, a whole epoch compiled."""
from types import SimpleNamespace

from common import PLAN, VARIANT, WORKLOAD, Task, initial_weights, serve
import networks

import jax
import optax
from jax import lax, numpy as jnp


def convolution(x, w, b):
    return lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")) + b


def layer_norm(x, gain, bias):
    x = x - x.mean(-1, keepdims=True)
    return x * lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * gain + bias


def lstm(x, wx, wh, b):
    def step(state, x):
        hidden, cell = state
        gates = jnp.split(x @ wx + hidden @ wh + b, 4, -1)
        return networks.cell(operations, gates, cell), None

    zero = jnp.zeros((x.shape[0], 64))
    return lax.scan(step, (zero, zero), x.transpose(1, 0, 2))[0][0]


def causal_attention(q, k, v):
    mask = jnp.tril(jnp.ones((q.shape[2], q.shape[2]), bool))
    return jax.nn.softmax(jnp.where(mask, q @ k.swapaxes(-1, -2) * 0.25, -1e30), -1) @ v


operations = SimpleNamespace(
    dense=lambda x, w, b: x @ w + b,
    relu=jax.nn.relu, tanh=jnp.tanh, sigmoid=jax.nn.sigmoid, permute=jnp.transpose,
    convolution=convolution,
    pool=lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"),
    layer_norm=layer_norm, lstm=lstm, causal_attention=causal_attention,
    binary_cross_entropy=lambda z, y: optax.sigmoid_binary_cross_entropy(z, y).mean(),
    cross_entropy=lambda z, y: optax.softmax_cross_entropy_with_integer_labels(z, y).mean(),
)
adam = optax.adam(PLAN.rate)


def loss(p, x, y):
    return networks.loss(operations, p, x, y)


def take_step(p, state, x, y, rate=None):
    gradient = jax.grad(loss)(p, x, y)
    if WORKLOAD == "W1":
        return jax.tree.map(lambda value, slope: value - rate * slope, p, gradient), state
    updates, state = adam.update(gradient, state, p)
    return optax.apply_updates(p, updates), state


compiled_step = jax.jit(take_step, donate_argnums=(0, 1))


@jax.jit
def compiled_epoch(p, state, x, y, order):
    def step(carry, rows):
        whole = WORKLOAD in ("W1", "W2")
        arguments = (x, y) if whole else (x[rows], y[rows])
        rate = 1 - 0.9 * rows / 100 if WORKLOAD == "W1" else None
        return take_step(*carry, *arguments, rate), None

    return lax.scan(step, (p, state), order)[0]


class Training(Task):
    def __init__(self):
        super().__init__()
        # Batches are cut by numpy on the host, as a data loader does; what is used whole is put in place once.
        if PLAN.batch is None or VARIANT == "scan":
            self.all = jnp.asarray(self.x), jnp.asarray(self.y)
        if WORKLOAD in ("W1", "W2"):
            self.x, self.y = self.all

    def reset(self):
        self.parameters = {name: jnp.array(value) for name, value in initial_weights().items()}
        self.state = adam.init(self.parameters)

    def steps(self, epoch, count=None):
        if VARIANT == "scan":
            order = jnp.arange(PLAN.steps) if PLAN.batch is None else self.order[epoch]
            self.parameters, self.state = compiled_epoch(self.parameters, self.state, *self.all, order)
        else:
            super().steps(epoch, count)

    def step(self, x, y, rate=None):
        self.parameters, self.state = compiled_step(self.parameters, self.state, x, y, rate)

    def wait(self):
        jax.block_until_ready(self.parameters)

    def loss(self):
        return loss(self.parameters, *self.exam())


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y, self.multiply = jnp.asarray(self.x), jnp.asarray(self.y), jax.jit(jnp.matmul)

    def step(self, a, b):
        self.product = self.multiply(a, b)

    def wait(self):
        if hasattr(self, "product"):
            self.product.block_until_ready()

    def loss(self):
        return self.product.mean()


serve(jax.__version__, Product if WORKLOAD == "W7" else Training)
