"""Keeping every intermediate value of a forward pass, with PyTorch. W8-mlp, W8-cnn.

Variants: plain, nothing kept; hooks, a forward hook on every module; fx, torch.fx's interpreter; torchlens.
"""
from importlib.metadata import version

from common import THREADS, VARIANT, WORKLOAD, serve

import torch
from torch import fx, nn
from torch.nn import functional as F

torch.set_num_threads(THREADS)


class Residual(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first, self.norm1 = nn.Conv2d(inputs, outputs, 3, stride, 1), nn.BatchNorm2d(outputs)
        self.second, self.norm2 = nn.Conv2d(outputs, outputs, 3, 1, 1), nn.BatchNorm2d(outputs)
        self.short = nn.Conv2d(inputs, outputs, 1, stride) if inputs != outputs else nn.Identity()

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        return F.relu(y + self.short(x))


class Convolutional(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(3, 16, 3, 1, 1), nn.BatchNorm2d(16)
        self.blocks = nn.Sequential(Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.blocks(F.relu(self.norm(self.first(x)))).mean((2, 3)))


class Keeping(fx.Interpreter):
    def run_node(self, node):
        self.kept[node.name] = result = super().run_node(node)
        return result


class Forward:
    """One forward pass; its "loss" is how many values were kept."""

    at_once = 1

    def __init__(self):
        torch.manual_seed(0)
        if WORKLOAD == "W8-mlp":
            layers = (nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
            self.net, self.x = nn.Sequential(*layers), torch.rand(32, 64)
        else:
            self.net, self.x = Convolutional(), torch.rand(32, 3, 32, 32)
        self.net.eval()
        self.kept = {}
        if VARIANT == "hooks":
            for name, module in self.net.named_modules():
                if name:
                    module.register_forward_hook(
                        lambda module, x, y, name=name: self.kept.__setitem__(name, y.detach()))
        elif VARIANT == "fx":
            self.graph = fx.symbolic_trace(self.net)

    @torch.no_grad()
    def steps(self, epoch, count=None):
        if VARIANT == "fx":
            interpreter = Keeping(self.graph)
            self.kept = interpreter.kept = {}
            interpreter.run(self.x)
        elif VARIANT == "torchlens":
            import torchlens

            self.kept = torchlens.trace(self.net, self.x)
        else:
            self.net(self.x)

    def reset(self):
        pass

    def wait(self):
        pass

    def loss(self):
        return len(self.kept)


serve(version("torchlens") if VARIANT == "torchlens" else torch.__version__, Forward)
