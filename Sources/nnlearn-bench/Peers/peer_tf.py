"""TensorFlow with Keras layers. Variants: function, a tf.function step; xla, the same with jit_compile.

Its Adam adds epsilon before the bias correction, the paper's shorter form, which moves final losses by about 1 %.
"""
from common import PLAN, THREADS, VARIANT, WORKLOAD, Task, initial_weights, serve

import numpy as np
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)
import keras
from keras import layers


class Block(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = (layers.LayerNormalization(epsilon=1e-5) for _ in range(2))
        self.qkv, self.out = layers.Dense(192), layers.Dense(64)
        self.up, self.down = layers.Dense(256, activation="relu"), layers.Dense(64)
        self.mask = np.where(np.tril(np.ones((64, 64))), 0, -1e30).astype("float32")

    def call(self, x):
        qkv = tf.reshape(self.qkv(self.norm1(x)), (-1, 64, 3, 4, 16))
        q, k, v = tf.unstack(tf.transpose(qkv, (2, 0, 3, 1, 4)))
        heads = tf.nn.softmax(tf.matmul(q, k, transpose_b=True) * 0.25 + self.mask) @ v
        x = x + self.out(tf.reshape(tf.transpose(heads, (0, 2, 1, 3)), (-1, 64, 64)))
        return x + self.down(self.up(self.norm2(x)))


class Transformer(keras.Model):
    def __init__(self):
        super().__init__()
        self.tokens = layers.Embedding(128, 64)
        self.positions = self.add_weight(shape=(64, 64), name="positions")
        self.b0, self.b1 = Block(), Block()
        self.norm, self.head = layers.LayerNormalization(epsilon=1e-5), layers.Dense(128)

    def call(self, tokens):
        return self.head(self.norm(self.b1(self.b0(self.tokens(tokens) + self.positions))))

    def load(self, weights):
        self.positions.assign(weights["positions"])
        self.tokens.set_weights([weights["tokens"]])
        parts = {"norm.": self.norm, "head.": self.head}
        for name, block in (("b0.", self.b0), ("b1.", self.b1)):
            parts |= {f"{name}{part}.": getattr(block, part) for part in ("norm1", "norm2", "qkv", "out", "up", "down")}
        for name, layer in parts.items():
            kinds = ("gain", "bias") if "norm" in name else ("w", "b")
            layer.set_weights([weights[name + kind] for kind in kinds])


def network():
    def dense(*sizes, activation):
        return [layers.Dense(size, activation=activation) for size in sizes[:-1]] + [layers.Dense(sizes[-1])]

    def convolution(outputs, side):
        return layers.Conv2D(outputs, side, padding="same", activation="relu")

    if WORKLOAD == "W6":
        return Transformer()
    shape, parts = {
        "W1": lambda: ((2,), dense(16, 16, 1, activation="relu")),
        "W2": lambda: ((2,), dense(16, 16, 1, activation="tanh")),
        "W3": lambda: ((64,), dense(128, 64, 10, activation="relu")),
        "W4": lambda: (
            (8, 8, 1),
            [convolution(16, 3), convolution(32, 3), layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10)]),
        "W4b": lambda: (
            (28, 28, 1),
            [convolution(16, 5), layers.MaxPooling2D(), convolution(32, 5), layers.MaxPooling2D(), layers.Flatten()]
            + dense(128, 10, activation="relu")),
        "W5": lambda: ((8, 8), [layers.LSTM(64), layers.Dense(10)]),
    }[WORKLOAD]()
    return keras.Sequential([keras.Input(shape), *parts])


class Training(Task):
    def __init__(self):
        super().__init__()
        if WORKLOAD in ("W1", "W2"):
            self.x, self.y = tf.constant(self.x), tf.constant(self.y[:, None])
        self.net = network()
        if WORKLOAD == "W6":
            self.net(self.x[0])  # makes the layers' weights
        self.optimizer = keras.optimizers.Adam(PLAN.rate, epsilon=1e-8)
        self.optimizer.build(self.net.trainable_variables)
        self.fresh = [variable.numpy() for variable in self.optimizer.variables]
        self.call = tf.function(self.take_step, jit_compile=VARIANT == "xla" or None)

    def reset(self):
        weights = initial_weights()
        if WORKLOAD == "W6":
            self.net.load(weights)
        else:
            self.net.set_weights(list(weights.values()))
        for variable, value in zip(self.optimizer.variables, self.fresh):
            variable.assign(value)

    def loss_on(self, x, y):
        result = self.net(x, training=True)
        if WORKLOAD == "W1":
            decay = tf.add_n([tf.reduce_sum(value * value) for value in self.net.trainable_variables])
            return tf.reduce_mean(tf.nn.relu(1 - y * result)) + 1e-4 * decay
        if WORKLOAD == "W2":
            return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, result))
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, result))

    def take_step(self, x, y, rate):
        with tf.GradientTape() as tape:
            loss = self.loss_on(x, y)
        variables = self.net.trainable_variables
        gradients = tape.gradient(loss, variables)
        if WORKLOAD == "W1":
            for variable, slope in zip(variables, gradients):
                variable.assign_sub(rate * slope)
        else:
            self.optimizer.apply_gradients(zip(gradients, variables))

    def step(self, x, y, rate=0):
        self.call(x, y, tf.constant(rate, tf.float32))

    def wait(self):
        self.net.trainable_variables[0].numpy()

    def loss(self):
        return self.loss_on(*self.exam())


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y, self.product = tf.constant(self.x), tf.constant(self.y), None

    def step(self, a, b):
        self.product = tf.matmul(a, b)

    def wait(self):
        if self.product is not None:
            self.product.numpy()

    def loss(self):
        return tf.reduce_mean(self.product)


serve(tf.__version__, Product if WORKLOAD == "W7" else Training)
