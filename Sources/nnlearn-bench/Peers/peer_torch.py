"""PyTorch. Variants: none, Adam as it comes; fused, Adam(fused=True); compile, torch.compile and fused Adam."""
from common import PLAN, THREADS, VARIANT, WORKLOAD, Task, channels_first, initial_weights, serve

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(THREADS)


def tensor(numbers):
    numbers = torch.from_numpy(numbers)
    return numbers if numbers.is_floating_point() else numbers.long()


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(8, 64, batch_first=True), nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[1][0][-1])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(64), nn.LayerNorm(64)
        self.qkv, self.out = nn.Linear(64, 192), nn.Linear(64, 64)
        self.up, self.down = nn.Linear(64, 256), nn.Linear(256, 64)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, 4, 16).permute(2, 0, 3, 1, 4)
        heads = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(heads.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(F.relu(self.up(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(128, 64), nn.Parameter(torch.zeros(64, 64))
        self.b0, self.b1, self.norm, self.head = Block(), Block(), nn.LayerNorm(64), nn.Linear(64, 128)

    def forward(self, tokens):
        return self.head(self.norm(self.b1(self.b0(self.tokens(tokens) + self.positions))))


def perceptron(activation, *sizes):
    layers = [layer for pair in zip(sizes, sizes[1:]) for layer in (nn.Linear(*pair), activation())]
    return nn.Sequential(*layers[:-1])


def network():
    def convolution(inputs, outputs, side):
        return nn.Conv2d(inputs, outputs, side, padding="same"), nn.ReLU()

    return {
        "W1": lambda: perceptron(nn.ReLU, 2, 16, 16, 1),
        "W2": lambda: perceptron(nn.Tanh, 2, 16, 16, 1),
        "W3": lambda: perceptron(nn.ReLU, 64, 128, 64, 10),
        "W4": lambda: nn.Sequential(
            *convolution(1, 16, 3), *convolution(16, 32, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 10)),
        "W4b": lambda: nn.Sequential(
            *convolution(1, 16, 5), nn.MaxPool2d(2), *convolution(16, 32, 5), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(1568, 128), nn.ReLU(), nn.Linear(128, 10)),
        "W5": Recurrent,
        "W6": Transformer,
    }[WORKLOAD]()


def parameters(net):
    """The network's parameters by the names of the initial weights."""
    if WORKLOAD == "W5":
        net.lstm.bias_hh_l0.data.zero_()
        net.lstm.bias_hh_l0.requires_grad_(False)  # one trained bias, as everywhere else
        return {
            "wx": net.lstm.weight_ih_l0, "wh": net.lstm.weight_hh_l0, "b": net.lstm.bias_ih_l0,
            "head.w": net.head.weight, "head.b": net.head.bias,
        }
    if WORKLOAD == "W6":
        names = dict(net.named_parameters())
        return {ours(name): value for name, value in names.items()}
    layers = [layer for layer in net if hasattr(layer, "weight")]
    return {
        kind + str(number): value
        for number, layer in enumerate(layers, 1) for kind, value in (("w", layer.weight), ("b", layer.bias))
    }


def ours(name):
    if name.startswith("tokens"):
        return "tokens"
    weight, bias = (".gain", ".bias") if "norm" in name else (".w", ".b")
    return name.replace(".weight", weight).replace(".bias", bias)


class Training(Task):
    def __init__(self):
        super().__init__(channels_first=True)
        self.x, self.y = tensor(self.x), tensor(self.y)
        self.order = self.order is not None and tensor(self.order)
        self.net = network()
        self.parameters = parameters(self.net)
        self.call = torch.compile(self.net) if VARIANT == "compile" else self.net

    def reset(self):
        with torch.no_grad():
            for name, value in channels_first(initial_weights()).items():
                self.parameters[name].copy_(torch.from_numpy(value))
        trained = list(self.parameters.values())
        if WORKLOAD == "W1":
            self.optimizer = torch.optim.SGD(trained)
        else:
            self.optimizer = torch.optim.Adam(trained, lr=PLAN.rate, fused=True if VARIANT else None)

    def loss_on(self, x, y, net):
        result = net(x)
        if WORKLOAD == "W1":
            decay = 1e-4 * sum((value * value).sum() for value in self.parameters.values())
            return (1 - y * result.squeeze(1)).relu().mean() + decay
        if WORKLOAD == "W2":
            return F.binary_cross_entropy_with_logits(result.squeeze(1), y)
        return F.cross_entropy(result.reshape(-1, result.shape[-1]), y.reshape(-1))

    def step(self, x, y, rate=None):
        if rate is not None:
            self.optimizer.param_groups[0]["lr"] = rate
        self.optimizer.zero_grad()
        self.loss_on(x, y, self.call).backward()
        self.optimizer.step()

    @torch.no_grad()
    def loss(self):
        return self.loss_on(*self.exam(), self.net)


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y, self.product = tensor(self.x), tensor(self.y), torch.empty(1024, 1024)

    def step(self, a, b):
        torch.mm(a, b, out=self.product)

    def loss(self):
        return self.product.double().mean()


serve(torch.__version__, Product if WORKLOAD == "W7" else Training)
