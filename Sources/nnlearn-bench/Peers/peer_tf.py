"""TensorFlow with Keras layers. Variants: function, a tf.function step; xla, the same with jit_compile.

Its Adam adds epsilon before the bias correction, the paper's shorter form, which moves final losses by about 1 %.
"""
from common import PLAN, THREADS, VARIANT, WORKLOAD, Task, initial_weights, serve
import image_networks

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


class Images:
    """The layers, and the Keras model that they make."""

    def __init__(self, side):
        self.pairs = []
        images = x = keras.Input((side, side, 3))
        for block in image_networks.blocks(WORKLOAD):
            y = x
            for part in block.body:
                y = self.normalized(y, part)
            if block.shortcut is not None:
                for part in block.shortcut:
                    x = self.normalized(x, part)
                y = layers.Add()([y, x])
            x = layers.ReLU()(y) if block.activation else y
        self.head = layers.Dense(10)
        self.model = keras.Model(images, self.head(layers.GlobalAveragePooling2D()(x)))

    def normalized(self, x, part):
        if part.stride > 1 and part.window > 1:
            x, padding = layers.ZeroPadding2D(part.window // 2)(x), "valid"
        else:
            padding = "same"
        settings = {"strides": part.stride, "padding": padding, "use_bias": False}
        if part.groups > 1:
            convolution = layers.DepthwiseConv2D(part.window, **settings)
        else:
            convolution = layers.Conv2D(part.filters, part.window, **settings)
        norm = layers.BatchNormalization(momentum=1 - image_networks.MOMENTUM, epsilon=image_networks.EPSILON)
        self.pairs.append((convolution, norm))
        x = norm(convolution(x))
        return layers.ReLU(6.0 if part.activation == "relu6" else None)(x) if part.activation else x

    def load(self, weights):
        for number, (convolution, norm) in enumerate(self.pairs):
            filters = weights[f"c{number}.w"]
            convolution.set_weights([filters.reshape(convolution.get_weights()[0].shape)])
            gain, bias = weights[f"n{number}.gain"], weights[f"n{number}.bias"]
            norm.set_weights([gain, bias, np.zeros_like(gain), np.ones_like(gain)])
        self.head.set_weights([weights["head.w"], weights["head.b"]])


class OneBias(keras.constraints.Constraint):
    """Of a GRU's two biases only the inputs' is trained, as everywhere else."""

    def __call__(self, bias):
        return bias * np.array([[1.0], [0.0]], "float32")


def gru_weights(weights):
    """Keras has the update gate first."""

    def turned(value):
        reset, update, new = np.split(value, 3, -1)
        return np.concatenate([update, reset, new], -1)

    bias = turned(weights["b"])
    return [
        turned(weights["wx"]), turned(weights["wh"]), np.stack([bias, np.zeros_like(bias)]), weights["head.w"],
        weights["head.b"],
    ]


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
        "W9": lambda: ((32, 8), [layers.GRU(64, bias_constraint=OneBias()), layers.Dense(10)]),
        "W10": lambda: ((32, 8), [layers.Bidirectional(layers.LSTM(64)), layers.Dense(10)]),
    }[WORKLOAD]()
    return keras.Sequential([keras.Input(shape), *parts])


class Training(Task):
    def __init__(self):
        super().__init__()
        if WORKLOAD in ("W1", "W2"):
            self.x, self.y = tf.constant(self.x), tf.constant(self.y[:, None])
        self.images = Images(self.x.shape[1]) if WORKLOAD in image_networks.NETWORKS else None
        self.net = self.images.model if self.images else network()
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
        elif self.images:
            self.images.load(weights)
        elif WORKLOAD == "W9":
            self.net.set_weights(gru_weights(weights))
        else:
            self.net.set_weights(list(weights.values()))
        for variable, value in zip(self.optimizer.variables, self.fresh):
            variable.assign(value)

    def loss_on(self, x, y, training=True):
        result = self.net(x, training=training)
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
        return self.loss_on(*self.exam(), training=False)


class WritingBlock(layers.Layer):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = (layers.LayerNormalization(epsilon=1e-5) for _ in range(2))
        self.qkv, self.out = layers.Dense(768), layers.Dense(256)
        self.up, self.down = layers.Dense(1024, activation="gelu"), layers.Dense(256)

    def call(self, x, keys, values, start=0):
        """What comes out, and the keys and values [8, 256, 32] with those of these tokens."""
        count = x.shape[0]
        q, k, v = tf.unstack(tf.transpose(tf.reshape(self.qkv(self.norm1(x)), (count, 3, 8, 32)), (1, 2, 0, 3)))
        places = tf.range(256)
        if count == 1:
            keys, values = (tf.where((places == start)[:, None], new, old) for new, old in ((k, keys), (v, values)))
        else:
            keys, values = (tf.concat([new, old[:, count:]], 1) for new, old in ((k, keys), (v, values)))
        seen = places <= start + tf.range(count)[:, None]
        scores = tf.where(seen, tf.matmul(q, keys, transpose_b=True) * 32**-0.5, -1e30)
        heads = tf.nn.softmax(scores) @ values
        x = x + self.out(tf.reshape(tf.transpose(heads, (1, 0, 2)), (count, 256)))
        return x + self.down(self.up(self.norm2(x))), keys, values


class Writing(Task):
    """The likeliest next token, 224 times, with a cache of keys and values."""

    def __init__(self):
        super().__init__()
        weights = initial_weights()
        self.blocks, self.norm = [WritingBlock() for _ in range(4)], layers.LayerNormalization(epsilon=1e-5)
        self.tokens, self.positions = tf.Variable(weights["tokens"]), tf.Variable(weights["positions"])
        self.read(tf.constant(self.x), self.empty(), 0)  # makes the layers' weights
        self.norm.set_weights([weights["norm.gain"], weights["norm.bias"]])
        for number, block in enumerate(self.blocks):
            for part in ("norm1", "norm2", "qkv", "out", "up", "down"):
                kinds = ("gain", "bias") if "norm" in part else ("w", "b")
                getattr(block, part).set_weights([weights[f"b{number}.{part}.{kind}"] for kind in kinds])
        # One for the prompt, one for each token after it: shapes are known then.
        self.begin, self.go_on = (tf.function(self.next, jit_compile=VARIANT == "xla" or None) for _ in range(2))

    def empty(self):
        return [(tf.zeros((8, 256, 32)), tf.zeros((8, 256, 32))) for _ in range(4)]

    def read(self, tokens, caches, start):
        x = tf.gather(self.tokens, tokens) + tf.gather(self.positions, start + tf.range(tokens.shape[0]))
        after = []
        for block, (keys, values) in zip(self.blocks, caches):
            x, keys, values = block(x, keys, values, start=start)
            after.append((keys, values))
        return tf.matmul(self.norm(x), self.tokens, transpose_b=True), after

    def next(self, tokens, caches, start):
        logits, caches = self.read(tokens, caches, start)
        return tf.argmax(logits[-1:], -1, tf.int32), caches

    def steps(self, epoch, count=None):
        token, caches = self.begin(tf.constant(self.x), self.empty(), tf.constant(0))
        written = [tf.constant(self.x), token]
        for start in range(32, 255):
            token, caches = self.go_on(token, caches, tf.constant(start))
            written.append(token)
        self.text = tf.concat(written, 0)
        self.text.numpy()

    def loss(self):
        logits, _ = self.read(self.text[:-1], self.empty(), 0)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(self.text[32:], logits[31:]))


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


serve(tf.__version__, {"W7": Product, "W13": Writing}.get(WORKLOAD, Training))
