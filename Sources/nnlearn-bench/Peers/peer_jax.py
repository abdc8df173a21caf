"""JAX with optax. Variants: jit, a compiled step for each batch; scan, a whole epoch compiled, or a whole text."""
from types import SimpleNamespace

from common import PLAN, VARIANT, WORKLOAD, Task, initial_weights, serve
import image_networks
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


def gru(x, wx, wh, b):
    def step(h, x):
        sums = jnp.split(x @ wx + b, 3, -1), (jnp.split(h @ wh, 3, -1), h)
        return networks.gru_cell(operations, *sums), None

    return lax.scan(step, jnp.zeros((x.shape[0], 64)), x.transpose(1, 0, 2))[0]


def plain_convolution(x, w, stride, groups):
    border = w.shape[0] // 2
    return lax.conv_general_dilated(
        x, w, (stride, stride), [(border, border)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC"),
        feature_group_count=groups)


def normalized(x, gain, bias, mean, variance, is_training):
    """Batch normalisation, and the running averages after it."""
    if is_training:
        count, share = x.size // x.shape[-1], image_networks.MOMENTUM
        now = x.mean((0, 1, 2)), x.var((0, 1, 2))
        after = [old + share * (lax.stop_gradient(new) - old)
                 for old, new in ((mean, now[0]), (variance, now[1] * count / (count - 1)))]
    else:
        now = after = mean, variance
    return ((x - now[0]) * (gain * lax.rsqrt(now[1] + image_networks.EPSILON)) + bias, *after)


def causal_attention(q, k, v):
    mask = jnp.tril(jnp.ones((q.shape[2], q.shape[2]), bool))
    return jax.nn.softmax(jnp.where(mask, q @ k.swapaxes(-1, -2) * 0.25, -1e30), -1) @ v


operations = SimpleNamespace(
    dense=lambda x, w, b: x @ w + b,
    relu=jax.nn.relu, relu6=jax.nn.relu6, tanh=jnp.tanh, sigmoid=jax.nn.sigmoid, permute=jnp.transpose,
    concatenate=jnp.concatenate, convolution=convolution, plain_convolution=plain_convolution, normalized=normalized,
    pool=lambda x: lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"),
    layer_norm=layer_norm, lstm=lstm, gru=gru, causal_attention=causal_attention,
    binary_cross_entropy=lambda z, y: optax.sigmoid_binary_cross_entropy(z, y).mean(),
    cross_entropy=lambda z, y: optax.softmax_cross_entropy_with_integer_labels(z, y).mean(),
)
adam = optax.adam(PLAN.rate)


def loss(p, averages, x, y, is_training=True):
    """With the running averages as they are after it."""
    if WORKLOAD in image_networks.NETWORKS:
        logits, averages = networks.image_network(operations, p, averages, x, is_training)
        return operations.cross_entropy(logits, y), averages
    return networks.loss(operations, p, x, y), averages


def take_step(p, state, averages, x, y, rate=None):
    gradient, averages = jax.grad(loss, has_aux=True)(p, averages, x, y)
    if WORKLOAD == "W1":
        return jax.tree.map(lambda value, slope: value - rate * slope, p, gradient), state, averages
    updates, state = adam.update(gradient, state, p)
    return optax.apply_updates(p, updates), state, averages


compiled_step = jax.jit(take_step, donate_argnums=(0, 1, 2))


@jax.jit
def compiled_epoch(p, state, averages, x, y, order):
    def step(carry, rows):
        whole = WORKLOAD in ("W1", "W2")
        arguments = (x, y) if whole else (x[rows], y[rows])
        rate = 1 - 0.9 * rows / 100 if WORKLOAD == "W1" else None
        return take_step(*carry, *arguments, rate), None

    return lax.scan(step, (p, state, averages), order)[0]


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
        averages = networks.fresh_averages() if WORKLOAD in image_networks.NETWORKS else {}
        averages = {name: jnp.full(count, start) for name, (count, start) in averages.items()}
        self.all_numbers = self.parameters, adam.init(self.parameters), averages

    def steps(self, epoch, count=None):
        if VARIANT == "scan":
            order = jnp.arange(PLAN.steps) if PLAN.batch is None else self.order[epoch]
            self.all_numbers = compiled_epoch(*self.all_numbers, *self.all, order)
        else:
            super().steps(epoch, count)

    def step(self, x, y, rate=None):
        self.all_numbers = compiled_step(*self.all_numbers, x, y, rate)

    def wait(self):
        jax.block_until_ready(self.all_numbers[0])

    def loss(self):
        p, _, averages = self.all_numbers
        return loss(p, averages, *self.exam(), is_training=False)[0]


def read(p, caches, tokens, start):
    """Logits after these tokens, which stand at `start` and behind it, and the keys and values with theirs."""
    count = tokens.shape[0]
    places = start + jnp.arange(count)
    x = p["tokens"][tokens] + lax.dynamic_slice_in_dim(p["positions"], start, count)
    after = []
    for block, (keys, values) in enumerate(caches):
        def part(name):
            return p[f"b{block}.{name}.w"], p[f"b{block}.{name}.b"]

        def normal(x, name):
            return layer_norm(x, p[f"b{block}.{name}.gain"], p[f"b{block}.{name}.bias"])

        qkv = operations.dense(normal(x, "norm1"), *part("qkv")).reshape(count, 3, 8, 32)
        q, k, v = qkv.transpose(1, 2, 0, 3)
        keys = lax.dynamic_update_slice_in_dim(keys, k, start, 1)
        values = lax.dynamic_update_slice_in_dim(values, v, start, 1)
        after.append((keys, values))
        scores = q @ keys.transpose(0, 2, 1) * 32**-0.5
        seen = jnp.arange(keys.shape[1]) <= places[:, None]
        heads = jax.nn.softmax(jnp.where(seen, scores, -1e30), -1) @ values
        x = x + operations.dense(heads.transpose(1, 0, 2).reshape(count, 256), *part("out"))
        inner = jax.nn.gelu(operations.dense(normal(x, "norm2"), *part("up")), approximate=False)
        x = x + operations.dense(inner, *part("down"))
    return layer_norm(x, p["norm.gain"], p["norm.bias"]) @ p["tokens"].T, after


class Writing(Task):
    """The likeliest next token, 224 times."""

    def __init__(self):
        super().__init__()
        self.parameters = {name: jnp.array(value) for name, value in initial_weights().items()}
        self.text = None

        def next_token(p, caches, tokens, start):
            logits, caches = read(p, caches, tokens, start)
            return logits[-1:].argmax(-1), caches

        def rest(p, caches, token):
            def step(carry, start):
                token, caches = next_token(p, carry[1], carry[0], start)
                return (token, caches), token

            return lax.scan(step, (token, caches), jnp.arange(32, 255))[1][:, 0]

        self.next = jax.jit(next_token, donate_argnums=1)
        self.rest = jax.jit(rest)

    def steps(self, epoch, count=None):
        caches = [(jnp.zeros((8, 256, 32)), jnp.zeros((8, 256, 32))) for _ in range(4)]
        token, caches = self.next(self.parameters, caches, self.x, 0)
        written = [token]
        if VARIANT == "scan":
            written.append(self.rest(self.parameters, caches, token))
        else:
            for start in range(32, 255):
                token, caches = self.next(self.parameters, caches, token, start)
                written.append(token)
        self.text = jnp.concatenate([self.x, *written])

    def wait(self):
        if self.text is not None:
            self.text.block_until_ready()

    def loss(self):
        caches = [(jnp.zeros((8, 256, 32)), jnp.zeros((8, 256, 32))) for _ in range(4)]
        logits, _ = read(self.parameters, caches, self.text[:-1], 0)
        return operations.cross_entropy(logits[31:], self.text[32:])


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


serve(jax.__version__, {"W7": Product, "W13": Writing}.get(WORKLOAD, Training))
