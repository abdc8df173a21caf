"""PyTorch's side of `./nnlearn bench --architectures`: one forward pass of a published network in its full size.

    python peer_architectures.py TITLE --batch N --threads N [--variant last]

Networks are torchvision's where it has them, otherwise written here after the same papers. Each line read is answered
with seconds, the number of parameters as the loss, and the bytes of memory that the network took.
"""
import argparse
import functools
import json
import os
import re
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("title")
parser.add_argument("--batch", type=int, required=True)
parser.add_argument("--threads", type=int, required=True)
parser.add_argument("--variant", default="")
ARGUMENTS = parser.parse_args()
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(ARGUMENTS.threads)

import torch  # noqa: E402
from torch import nn  # noqa: E402


@functools.cache
def torchvision_models():
    """torchvision's networks, also where its compiled operators (for boxes, which no network here has) are of another
    build of PyTorch: those it asks for are declared, and never called."""
    library = torch.library.Library("torchvision", "DEF")
    while True:
        try:
            import torchvision
            torchvision.library_of_declarations = library
            return torchvision.models
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if not missing:
                raise
            library.define(missing[1] + "(Tensor boxes) -> Tensor")
            for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
                del sys.modules[name]


def le_net():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


class UNet(nn.Module):
    """Without padding, as in the paper."""

    def __init__(self):
        super().__init__()
        sizes = [64, 128, 256, 512, 1024]
        self.down = nn.ModuleList(map(self.pair, [1] + sizes[:-1], sizes))
        self.enlarge = nn.ModuleList(nn.ConvTranspose2d(2 * n, n, 2, 2) for n in sizes[3::-1])
        self.up = nn.ModuleList(self.pair(2 * n, n) for n in sizes[3::-1])
        self.head = nn.Conv2d(64, 2, 1)

    @staticmethod
    def pair(inputs, outputs):
        return nn.Sequential(
            nn.Conv2d(inputs, outputs, 3), nn.ReLU(inplace=True), nn.Conv2d(outputs, outputs, 3), nn.ReLU(inplace=True))

    def forward(self, x):
        kept = []
        for number, layers in enumerate(self.down):
            x = layers(nn.functional.max_pool2d(x, 2) if number else x)
            kept.append(x)
        for enlarge, layers, beside in zip(self.enlarge, self.up, kept[-2::-1]):
            x = enlarge(x)
            edge = (beside.shape[2] - x.shape[2]) // 2
            beside = beside[:, :, edge : edge + x.shape[2], edge : edge + x.shape[3]]
            x = layers(torch.cat([beside, x], 1))
        return self.head(x)


def normalized(inputs, outputs, window, stride=1, groups=1):
    """TensorFlow's padding with a stride of two: a pixel right and below."""
    even = stride == 2
    pad = [nn.ZeroPad2d((0, 1, 0, 1))] if even and window == 3 else []
    convolution = nn.Conv2d(
        inputs, outputs, window, stride, 0 if even else window // 2, groups=groups, bias=False)
    return pad + [convolution, nn.BatchNorm2d(outputs, 1e-3, 0.01), nn.ReLU6(inplace=True)]


def mobile_net_v1():
    layers, now = normalized(3, 32, 3, 2), 32
    sizes = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for filters, stride in sizes:
        layers += normalized(now, now, 3, stride, groups=now) + normalized(now, filters, 1)
        now = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(now, 1000))


def efficient_net_lite0():
    """MobileNetV2's blocks of torchvision in EfficientNet's sizes, as far as windows of 3 × 3 and 5 × 5 allow."""

    class Residual(nn.Sequential):
        def forward(self, x):
            return x + super().forward(x)

    def part(inputs, outputs, window, stride=1, groups=1, activates=True):
        layers = [
            nn.Conv2d(inputs, outputs, window, stride, window // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
        return layers + ([nn.ReLU6(inplace=True)] if activates else [])

    layers, now = part(3, 32, 3, 2), 32
    for expansion, window, first, filters, count in (
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
        (6, 3, 1, 320, 1),
    ):
        for stride in [first] + [1] * (count - 1):
            wide = expansion * now
            body = [] if expansion == 1 else part(now, wide, 1)
            body += part(wide, wide, window, stride, groups=wide) + part(wide, filters, 1, activates=False)
            layers.append((Residual if stride == 1 and now == filters else nn.Sequential)(*body))
            now = filters
    layers += part(now, 1280, 1)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000))


def torchvisions(name, **settings):
    return lambda: getattr(torchvision_models(), name)(weights=None, **settings)


# The network, and an image's channels and side.
NETWORKS = {
    "LeNet-5": (le_net, 1, 28),
    "AlexNet": (torchvisions("alexnet"), 3, 224),
    "VGG-16": (torchvisions("vgg16"), 3, 224),
    "VGG-16 with batch norm": (torchvisions("vgg16_bn"), 3, 224),
    "U-Net": (UNet, 1, 572),
    "ResNet-18": (torchvisions("resnet18"), 3, 224),
    "ResNet-50": (torchvisions("resnet50"), 3, 224),
    "InceptionV3": (torchvisions("inception_v3", aux_logits=False, init_weights=False), 3, 299),
    "InceptionV3 with auxiliary head": (torchvisions("inception_v3", init_weights=False), 3, 299),
    "DenseNet-121": (torchvisions("densenet121"), 3, 224),
    "MobileNetV1": (mobile_net_v1, 3, 224),
    "MobileNetV2": (torchvisions("mobilenet_v2"), 3, 224),
    "MobileNetV3-large": (torchvisions("mobilenet_v3_large"), 3, 224),
    "EfficientNet-B0": (torchvisions("efficientnet_b0"), 3, 224),
    "EfficientNet-Lite0": (efficient_net_lite0, 3, 224),
}


def resident(label):
    """Bytes of the process's memory that are in use: VmRSS now, VmHWM at most so far."""
    with open("/proc/self/status") as file:
        return 1024 * next(int(line.split()[1]) for line in file if line.startswith(label + ":"))


def say(**facts):
    print(json.dumps(facts), flush=True)


@torch.inference_mode()
def main():
    torch.set_num_threads(ARGUMENTS.threads)
    make, channels, side = NETWORKS[ARGUMENTS.title]
    if make.__name__ == "<lambda>":
        torchvision_models()
    before = resident("VmRSS")
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # what is in use now becomes the most so far
    network = make().eval()
    x = torch.randn(ARGUMENTS.batch, channels, side, side)
    if ARGUMENTS.variant == "last":
        network, x = network.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    count = sum(value.numel() for value in network.parameters())
    network(x)
    say(version=torch.__version__)
    for _ in sys.stdin:
        seconds = []
        while not seconds or sum(seconds) < 0.1:
            start = time.perf_counter()
            network(x)
            seconds.append(time.perf_counter() - start)
        say(seconds=seconds, loss=count, memory={"all": resident("VmHWM") - before})


main()
