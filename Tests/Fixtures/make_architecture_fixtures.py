"""Computes what published networks give, in float64, by torchvision on the CPU: see make_fixtures.py for how to run it,
and `pip install torchvision` besides.

Writes architectures.json. Of each network in its published size: parameters, and multiply-accumulates of its convolutions
and linear layers for one image. Of each in a small one: scores for two images, with weights by a rule (`numbers`) that
ArchitectureOutputTests follows as well.
"""

import json
import math

import torch
import torch.nn.functional as F
import torchvision
from torch import nn
from torchvision.models import densenet, efficientnet, inception, mobilenetv2, mobilenetv3, resnet, vgg

from make_fixtures import FOLDER, array


# -- Networks that torchvision lacks -----------------------------------------------------------------------------------


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10))


class SameConvolution(nn.Conv2d):
    """TensorFlow's padding: what is missing to a multiple of the stride, one more at the end where it is odd."""

    def forward(self, x):
        for axis in (3, 2):
            stride, size = self.stride[axis - 2], x.shape[axis]
            missing = max((math.ceil(size / stride) - 1) * stride + self.kernel_size[axis - 2] - size, 0)
            sides = [missing // 2, missing - missing // 2]
            x = F.pad(x, sides + [0, 0] if axis == 3 else [0, 0] + sides)
        return super().forward(x)


def mobilenet_v1(classes=1000, width=1.0):
    def normalised(channels, filters, window, stride=1, groups=1):
        return [SameConvolution(channels, filters, window, stride, groups=groups, bias=False),
                nn.BatchNorm2d(filters, eps=0.001), nn.ReLU6()]

    now = int(32 * width)
    layers = normalised(3, now, 3, 2)
    for filters, stride in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [
            (1024, 2), (1024, 1)]:
        filters = int(filters * width)
        layers += normalised(now, now, 3, stride, now) + normalised(now, filters, 1)
        now = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(now, classes))


class Level(nn.Module):
    def __init__(self, channels, filters, inner, inner_filters, pair):
        super().__init__()
        self.down = pair(channels, filters)
        self.inner = inner
        self.enlarge = nn.ConvTranspose2d(inner_filters, filters, 2, 2)
        self.up = pair(2 * filters, filters)

    def forward(self, x):
        kept = self.down(x)
        grown = self.enlarge(self.inner(F.max_pool2d(kept, 2)))
        top, left = ((kept.shape[axis] - grown.shape[axis]) // 2 for axis in (2, 3))
        kept = kept[:, :, top:top + grown.shape[2], left:left + grown.shape[3]]
        return self.up(torch.cat([kept, grown], 1))


def unet(levels=4, first=64, classes=2, padding=0):
    def pair(channels, filters):
        return nn.Sequential(
            nn.Conv2d(channels, filters, 3, padding=padding), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=padding), nn.ReLU())

    filters = [first << level for level in range(levels + 1)]
    whole = pair(filters[levels - 1], filters[levels])
    for level in reversed(range(levels)):
        whole = Level(1 if level == 0 else filters[level - 1], filters[level], whole, filters[level + 1], pair)
    return nn.Sequential(whole, nn.Conv2d(first, classes, 1))


def efficientnet_lite0(classes=1000):
    """torchvision's B0 without squeeze-and-excitation and with ReLU6."""
    model = torchvision.models.efficientnet_b0(num_classes=classes)

    def without(module):
        for name, child in module.named_children():
            if isinstance(child, torchvision.ops.SqueezeExcitation):
                setattr(module, name, nn.Identity())
            elif isinstance(child, nn.SiLU):
                setattr(module, name, nn.ReLU6())
            else:
                without(child)

    without(model)
    return model


# -- Small ones of torchvision's ---------------------------------------------------------------------------------------


def small_vgg(normalised):
    stages = [8, 8, "M", 16, 16, "M", 32, 32, 32, "M", 64, 64, 64, "M", 64, 64, 64, "M"]
    model = vgg.VGG(vgg.make_layers(stages, normalised), num_classes=10, init_weights=False)
    model.avgpool = nn.Identity()
    model.classifier[0], model.classifier[3] = nn.Linear(64 * 4, 48), nn.Linear(48, 48)
    model.classifier[6] = nn.Linear(48, 10)
    return model


def small_alexnet():
    model = torchvision.models.alexnet(num_classes=10)
    model.avgpool = nn.Identity()
    model.classifier[1], model.classifier[4], model.classifier[6] = (
        nn.Linear(256 * 4, 48), nn.Linear(48, 48), nn.Linear(48, 10))
    return model


def inception_v3(auxiliary, classes=1000):
    return inception.Inception3(num_classes=classes, aux_logits=auxiliary, transform_input=False, init_weights=False)


def published():
    models = torchvision.models
    return {
        "LeNet-5": (lenet5, (1, 28)), "AlexNet": (models.alexnet, (3, 224)), "VGG-16": (models.vgg16, (3, 224)),
        "VGG-16 with batch norm": (models.vgg16_bn, (3, 224)), "U-Net": (unet, (1, 572)),
        "ResNet-18": (models.resnet18, (3, 224)), "ResNet-50": (models.resnet50, (3, 224)),
        "InceptionV3": (lambda: inception_v3(False), (3, 299)),
        "InceptionV3 with auxiliary head": (lambda: inception_v3(True), (3, 299)),
        "DenseNet-121": (models.densenet121, (3, 224)), "MobileNetV1": (mobilenet_v1, (3, 224)),
        "MobileNetV2": (models.mobilenet_v2, (3, 224)), "MobileNetV3-large": (models.mobilenet_v3_large, (3, 224)),
        "EfficientNet-B0": (models.efficientnet_b0, (3, 224)), "EfficientNet-Lite0": (efficientnet_lite0, (3, 224)),
    }


def small():
    mobile_v3 = mobilenetv3._mobilenet_v3_conf("mobilenet_v3_large", width_mult=0.5)
    return {
        "LeNet-5": (lenet5(), (1, 28)), "AlexNet": (small_alexnet(), (3, 95)), "VGG-16": (small_vgg(False), (3, 64)),
        "VGG-16 with batch norm": (small_vgg(True), (3, 64)), "U-Net": (unet(2, 4), (1, 48)),
        "U-Net, same": (unet(2, 4, padding=1), (1, 16)),
        "ResNet-18": (resnet.ResNet(resnet.BasicBlock, [2, 1, 1, 1], num_classes=10), (3, 64)),
        "ResNet-50": (resnet.ResNet(resnet.Bottleneck, [2, 1, 1, 1], num_classes=10), (3, 33)),
        "InceptionV3": (inception_v3(False, 10), (3, 107)),
        "InceptionV3 with auxiliary head": (inception_v3(True, 10), (3, 299)),
        "DenseNet-121": (densenet.DenseNet(8, (3, 2, 2, 1), 16, num_classes=10), (3, 64)),
        "MobileNetV1": (mobilenet_v1(10, 0.25), (3, 50)),
        "MobileNetV2": (mobilenetv2.MobileNetV2(10, 0.5), (3, 50)),
        "MobileNetV3-large": (mobilenetv3.MobileNetV3(*mobile_v3, num_classes=10), (3, 50)),
        "EfficientNet-B0": (torchvision.models.efficientnet_b0(num_classes=10), (3, 50)),
        "EfficientNet-Lite0": (efficientnet_lite0(10), (3, 50)),
    }


# -- Counts and scores -------------------------------------------------------------------------------------------------


def counts(make, image):
    with torch.device("meta"):
        model = make().eval()
        total = 0

        def count(module, inputs, output):
            nonlocal total
            weight = module.weight
            if isinstance(module, nn.ConvTranspose2d):
                total += inputs[0][0, 0].numel() * weight.numel()
            elif isinstance(module, nn.Conv2d):
                total += output[0, 0].numel() * weight.numel()
            else:
                total += weight.numel()

        for module in model.modules():
            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
                module.register_forward_hook(count)
        model(torch.zeros(1, image[0], image[1], image[1]))
    return {"parameters": sum(p.numel() for p in model.parameters()), "multiplyAccumulates": total}


def numbers(index, shape, kind):
    """Number i of parameter `index`, as PyTorch lays them out: waves of a size that suits what it is."""
    count = math.prod(shape)
    wave = torch.sin(0.37 * index + 1.7 * torch.arange(count, dtype=torch.float64))
    if kind == "weights":
        wave = wave * 2 / math.sqrt(count / shape[0])
    elif kind == "ones":
        wave = 1 + 0.2 * wave
    else:
        wave = 0.2 * wave
    return wave.reshape(shape)


def scores(model, image):
    model = model.double()
    ordered = [(p, "weights" if p.dim() > 1 else "ones" if name.endswith("weight") else "zeros")
               for name, p in model.named_parameters()]
    ordered += [(b, "ones" if name.endswith("var") else "zeros")
                for name, b in model.named_buffers() if b.dim() > 0]
    with torch.no_grad():
        for index, (tensor, kind) in enumerate(ordered):
            tensor.copy_(numbers(index, tuple(tensor.shape), kind))
        pixels = torch.sin(0.01 * torch.arange(2 * image[0] * image[1] ** 2, dtype=torch.float64) ** 1.1)
        x = pixels.reshape(2, image[1], image[1], image[0]).permute(0, 3, 1, 2)
        model.eval()
        result = {"size": image[1], "count": len(ordered)}
        answer = model(x)
        result["scores"] = array(answer.permute(0, 2, 3, 1)[:, ::3, ::3] if answer.dim() == 4 else answer)
        if isinstance(model, inception.Inception3) and model.aux_logits:
            kept = {}
            model.AuxLogits.register_forward_hook(
                lambda module, inputs, output: kept.update(auxiliary=output))

            def see(module, inputs, output):
                model.AuxLogits(output)

            model.Mixed_6e.register_forward_hook(see)
            model(x)
            result["auxiliary"] = array(kept["auxiliary"])
    return result


if __name__ == "__main__":
    content = {
        "counts": {name: counts(make, image) for name, (make, image) in published().items()},
        "scores": {name: scores(model, image) for name, (model, image) in small().items()},
    }
    for name, count in content["counts"].items():
        print(name, count)
    (FOLDER / "architectures.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
