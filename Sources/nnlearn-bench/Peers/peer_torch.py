"""PyTorch. Variants: none, Adam as it comes; fused, Adam(fused=True); compile, torch.compile and fused Adam; for
images also last, fused Adam and channels last in memory.
"""
from common import PLAN, THREADS, VARIANT, WORKLOAD, Task, channels_first, initial_weights, serve
import image_networks

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(THREADS)


def tensor(numbers):
    numbers = torch.from_numpy(numbers)
    return numbers if numbers.is_floating_point() else numbers.long()


class Recurrent(nn.Module):
    def __init__(self, layer):
        super().__init__()
        directions = 2 if layer.bidirectional else 1
        self.layer, self.head = layer, nn.Linear(64 * directions, 10)

    def forward(self, x):
        end = self.layer(x)[1]
        last = end[0] if isinstance(end, tuple) else end
        return self.head(last[0] if len(last) == 1 else torch.cat((last[0], last[1]), 1))

    def parameters_by_name(self):
        """One trained bias, as everywhere else."""
        found = {"head.w": self.head.weight, "head.b": self.head.bias}
        ways = {"forward.": "", "backward.": "_reverse"} if self.layer.bidirectional else {"": ""}
        for prefix, ending in ways.items():
            idle = getattr(self.layer, "bias_hh_l0" + ending)
            idle.data.zero_()
            idle.requires_grad_(False)
            for ours, theirs in (("wx", "weight_ih"), ("wh", "weight_hh"), ("b", "bias_ih")):
                found[prefix + ours] = getattr(self.layer, f"{theirs}_l0{ending}")
        return found


def normalized(part):
    """A convolution, a batch normalisation, an activation."""
    convolution = nn.Conv2d(
        part.inputs, part.filters, part.window, part.stride, part.window // 2, groups=part.groups, bias=False)
    norm = nn.BatchNorm2d(part.filters, image_networks.EPSILON, image_networks.MOMENTUM)
    activation = {"": [], "relu": [nn.ReLU(inplace=True)], "relu6": [nn.ReLU6(inplace=True)]}[part.activation]
    return nn.Sequential(convolution, norm, *activation)


class Around(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.body = nn.Sequential(*map(normalized, block.body))
        self.shortcut = nn.Sequential(*map(normalized, block.shortcut))
        self.activation = nn.ReLU(inplace=True) if block.activation else nn.Identity()

    def forward(self, x):
        return self.activation(self.body(x) + self.shortcut(x))


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        blocks = image_networks.blocks(WORKLOAD)
        self.blocks = nn.Sequential(*[
            Around(block) if block.shortcut is not None else nn.Sequential(*map(normalized, block.body))
            for block in blocks])
        self.head = nn.Linear(blocks[-1].body[-1].filters, 10)

    def forward(self, x):
        return self.head(self.blocks(x).mean((2, 3)))

    def parameters_by_name(self):
        found = {"head.w": self.head.weight, "head.b": self.head.bias}
        for number, layer in enumerate(layer for layer in self.modules() if isinstance(layer, nn.Conv2d)):
            found[f"c{number}.w"] = layer.weight
        for number, layer in enumerate(self.normalizations()):
            found[f"n{number}.gain"], found[f"n{number}.bias"] = layer.weight, layer.bias
        return found

    def normalizations(self):
        return [layer for layer in self.modules() if isinstance(layer, nn.BatchNorm2d)]


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
        "W5": lambda: Recurrent(nn.LSTM(8, 64, batch_first=True)),
        "W6": Transformer,
        "W9": lambda: Recurrent(nn.GRU(8, 64, batch_first=True)),
        "W10": lambda: Recurrent(nn.LSTM(8, 64, batch_first=True, bidirectional=True)),
        "W11": Images,
        "W12": Images,
    }[WORKLOAD]()


def parameters(net):
    """The network's parameters by the names of the initial weights."""
    if hasattr(net, "parameters_by_name"):
        return net.parameters_by_name()
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
        if VARIANT == "last":
            self.net = self.net.to(memory_format=torch.channels_last)
        self.parameters = parameters(self.net)
        self.call = torch.compile(self.net) if VARIANT == "compile" else self.net

    def reset(self):
        with torch.no_grad():
            for name, value in channels_first(initial_weights()).items():
                self.parameters[name].copy_(torch.from_numpy(value))
        for layer in self.net.normalizations() if isinstance(self.net, Images) else []:
            layer.reset_running_stats()
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

    def put(self, numbers):
        return numbers.contiguous(memory_format=torch.channels_last) if VARIANT == "last" and numbers.ndim == 4 else numbers

    def step(self, x, y, rate=None):
        if rate is not None:
            self.optimizer.param_groups[0]["lr"] = rate
        self.optimizer.zero_grad()
        self.loss_on(x, y, self.call).backward()
        self.optimizer.step()

    @torch.no_grad()
    def loss(self):
        self.net.eval()
        loss = self.loss_on(*self.exam(), self.net)
        self.net.train()
        return loss


class WritingBlock(nn.Module):
    """Keeps keys and values of 256 places."""

    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(256), nn.LayerNorm(256)
        self.qkv, self.out = nn.Linear(256, 768), nn.Linear(256, 256)
        self.up, self.down = nn.Linear(256, 1024), nn.Linear(1024, 256)
        self.register_buffer("keys", torch.zeros(1, 8, 256, 32))
        self.register_buffer("values", torch.zeros(1, 8, 256, 32))

    def forward(self, x, start, place):
        """`start` is a number, and only what was read is looked at; or, to be compiled once, the tensor `place` says
        where the one token stands, and the rest is masked."""
        count = x.shape[1]
        q, k, v = self.qkv(self.norm1(x)).view(1, count, 3, 8, 32).permute(2, 0, 3, 1, 4)
        if place is None:
            end = start + count
            self.keys[:, :, start:end], self.values[:, :, start:end] = k, v
            heads = F.scaled_dot_product_attention(
                q, self.keys[:, :, :end], self.values[:, :, :end], is_causal=count > 1)
        else:
            self.keys.index_copy_(2, place, k)
            self.values.index_copy_(2, place, v)
            seen = (torch.arange(256) <= place)[None, None, None]
            heads = F.scaled_dot_product_attention(q, self.keys, self.values, attn_mask=seen)
        x = x + self.out(heads.transpose(1, 2).reshape(1, count, 256))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(512, 256), nn.Parameter(torch.zeros(256, 256))
        self.b0, self.b1, self.b2, self.b3 = (WritingBlock() for _ in range(4))
        self.norm = nn.LayerNorm(256)

    def forward(self, tokens, start=0, place=None):
        where = self.positions[start : start + tokens.shape[1]] if place is None else self.positions[place]
        x = self.tokens(tokens) + where
        for block in (self.b0, self.b1, self.b2, self.b3):
            x = block(x, start, place)
        return F.linear(self.norm(x), self.tokens.weight)


class Writing(Task):
    """The likeliest next token, 224 times, with a cache of keys and values."""

    @torch.inference_mode()
    def __init__(self):
        super().__init__()
        self.net, self.prompt = Writer().eval(), tensor(self.x)[None]
        weights = channels_first(initial_weights())
        for name, value in self.net.named_parameters():
            value.copy_(torch.from_numpy(weights[ours(name)]))
        self.call = torch.compile(self.net) if VARIANT == "compile" else self.net

    @torch.inference_mode()
    def steps(self, epoch, count=None):
        self.text = torch.empty(1, 256, dtype=torch.long)
        self.text[:, :32] = self.prompt
        logits = self.net(self.prompt)
        for start in range(32, 256):
            self.text[0, start] = logits[0, -1].argmax()
            if start < 255:
                token = self.text[:, start : start + 1]
                logits = self.call(token, 0, torch.tensor([start])) if VARIANT == "compile" else self.call(token, start)

    @torch.inference_mode()
    def loss(self):
        return F.cross_entropy(self.net(self.text[:, :-1])[0, 31:], self.text[0, 32:])


class Product(Task):
    def __init__(self):
        super().__init__()
        self.x, self.y, self.product = tensor(self.x), tensor(self.y), torch.empty(1024, 1024)

    def step(self, a, b):
        torch.mm(a, b, out=self.product)

    def loss(self):
        return self.product.double().mean()


serve(torch.__version__, {"W7": Product, "W13": Writing}.get(WORKLOAD, Training))
