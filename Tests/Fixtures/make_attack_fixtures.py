"""Computes attacks.json, which Tests/InsightTests compares with: adversarial examples by PyTorch.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python Tests/Fixtures/make_attack_fixtures.py

No slope is so near 0 that rounding could turn its sign, at any place where an attack takes one. Written with PyTorch 2.
"""

import json
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
random = torch.Generator().manual_seed(8)
SMALLEST_SLOPE = 1e-6


def array(values):
    return {"shape": list(values.shape), "values": values.detach().reshape(-1).tolist()}


def dense(inputs, outputs):
    """Weights as nnlearn has them, [inputs, outputs], and a bias."""
    scale = 1.5 / inputs**0.5
    return [torch.randn(inputs, outputs, generator=random) * scale, torch.randn(outputs, generator=random) * 0.1]


class Network:
    """Dense layers; with images a convolution before them. Its filters are [height, width, in, out], as nnlearn has them."""

    def __init__(self, sizes, activation, filters=None):
        self.layers = [dense(a, b) for a, b in zip(sizes, sizes[1:])]
        self.activation = activation
        self.filters = filters

    def __call__(self, x):
        act = {"tanh": torch.tanh, "relu": torch.relu, "none": lambda z: z}[self.activation]
        if self.filters is not None:
            z = torch.nn.functional.conv2d(x.permute(0, 3, 1, 2), self.filters.permute(3, 2, 0, 1))
            x = act(z.permute(0, 2, 3, 1)).flatten(1)
        for number, (w, b) in enumerate(self.layers):
            x = x @ w + b
            if number + 1 < len(self.layers):
                x = act(x)
        return x

    def json(self):
        return {
            "activation": self.activation,
            "layers": [{"weights": array(w), "bias": array(b)} for w, b in self.layers],
            "filters": None if self.filters is None else array(self.filters),
        }


def slope(network, x, y, sign):
    x = x.clone().requires_grad_(True)
    torch.nn.functional.cross_entropy(network(x), y).backward()
    if x.grad.abs().min() < SMALLEST_SLOPE:
        raise ValueError(f"a slope of {x.grad.abs().min()}: its sign hangs on rounding")
    return sign * x.grad


def projected(x, original, epsilon, bounds):
    x = torch.minimum(torch.maximum(x, original - epsilon), original + epsilon)
    return x if bounds is None else x.clamp(*bounds)


def attacked(network, x, y, epsilon, step, steps, bounds, targets):
    aim, sign = (y, 1) if targets is None else (targets, -1)
    now = x
    for _ in range(steps):
        now = projected(now + step * slope(network, now, aim, sign).sign(), x, epsilon, bounds)
    return now


def case(name, network, shape, epsilon, step=None, steps=1, bounds=(0, 1), is_targeted=False):
    x = torch.rand(shape, generator=random) if bounds else torch.randn(shape, generator=random)
    classes = len(network.layers[-1][1])
    y = torch.randint(classes, (shape[0],), generator=random)
    targets = (y + 1) % classes if is_targeted else None
    result = attacked(network, x, y, epsilon, step or epsilon, steps, bounds, targets)
    return {
        "name": name,
        "network": network.json(),
        "inputs": array(x),
        "labels": y.tolist(),
        "targets": None if targets is None else targets.tolist(),
        "epsilon": epsilon,
        "stepSize": step,
        "steps": steps,
        "lower": bounds[0] if bounds else None,
        "upper": bounds[1] if bounds else None,
        "logits": array(network(x)),
        "result": array(result),
        "logitsAfter": array(network(result)),
    }


linear = Network([5, 3], "none")
tanh = Network([6, 8, 4], "tanh")
relu = Network([6, 12, 8, 3], "relu")
filters = torch.randn(3, 3, 1, 4, generator=random) * 0.5
images = Network([3 * 3 * 4, 6, 3], "tanh", filters)

cases = [
    case("FGSM, linear", linear, (6, 5), 0.1),
    case("FGSM, tanh", tanh, (7, 6), 0.1),
    case("FGSM, relu", relu, (7, 6), 0.3),
    case("FGSM, images", images, (4, 5, 5, 1), 0.05),
    case("FGSM, any range", tanh, (7, 6), 0.5, bounds=None),
    case("FGSM, another range", tanh, (7, 6), 0.5, bounds=(-0.25, 1.5)),
    case("FGSM, targeted", tanh, (7, 6), 0.2, is_targeted=True),
    case("FGSM, no change", tanh, (3, 6), 0.0, step=None),
    case("PGD, linear", linear, (6, 5), 0.1, 0.03, 7),
    case("PGD, tanh", tanh, (7, 6), 0.2, 0.05, 10),
    case("PGD, relu", relu, (7, 6), 0.3, 0.11, 8),
    case("PGD, images", images, (4, 5, 5, 1), 0.1, 0.03, 6),
    case("PGD, one long step", tanh, (5, 6), 0.1, 0.4, 1),
    case("PGD, too short", tanh, (5, 6), 0.5, 0.01, 3),
    case("PGD, any range", tanh, (7, 6), 0.4, 0.1, 6, bounds=None),
    case("PGD, targeted", relu, (7, 6), 0.3, 0.07, 9, is_targeted=True),
]
text = json.dumps({"cases": cases})
FILE = pathlib.Path(__file__).parent / "attacks.json"
FILE.write_text(text.replace('}, {"name"', '},\n{"name"') + "\n")
