"""Computes the fixtures that OptimizerFixtureTests compares with: ten training steps in float64 by PyTorch on the CPU.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python Tests/Fixtures/make_optimizer_fixtures.py

Writes optimizers.json: a two-layer network's operands and target; for each update rule, penalty and schedule the loss before,
and every parameter after, each of ten steps; and the rates of each schedule.
"""

import json
import math
import pathlib

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler as schedule

FOLDER = pathlib.Path(__file__).parent
STEPS = 10
torch.set_default_dtype(torch.float64)
torch.manual_seed(21)


def normal(*shape):
    return torch.randn(shape)


def array(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().reshape(-1).tolist()}


def mlp(x, w1, b1, w2, b2):
    return torch.tanh(x @ w1 + b1) @ w2 + b2


def l1(parameters, strength):
    """Adds the slope of strength * sum |w| to the gradients."""
    for p in parameters:
        p.grad += strength * torch.sign(p)


RULES = {
    "gradientDescent": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    "adaGrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
    "rmsProp": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.95, eps=1e-6),
    "adam": lambda p: torch.optim.Adam(p, lr=0.02),
    "adamW": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.99), weight_decay=0.3),
    "gradientDescentL2": lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.2),
    "momentumL2": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, weight_decay=0.2),
    "nesterovL2": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.2),
    "adaGradL2": lambda p: torch.optim.Adagrad(p, lr=0.1, weight_decay=0.2),
    "rmsPropL2": lambda p: torch.optim.RMSprop(p, lr=0.02, alpha=0.9, eps=1e-8, weight_decay=0.2),
    "adamL2": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.2),
    "gradientDescentL1": lambda p: torch.optim.SGD(p, lr=0.1),
    "adamL1L2": lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1),
    "gradientDescentL2WithoutBiases": lambda p: torch.optim.SGD(
        [{"params": p[0::2], "weight_decay": 0.2}, {"params": p[1::2]}], lr=0.1),
    "adamClippedByNorm": lambda p: torch.optim.Adam(p, lr=0.02),
    "adamClippedByValue": lambda p: torch.optim.Adam(p, lr=0.02),
}


def clip_by_norm(parameters, limit):
    """As in the paper; PyTorch's own adds 1e-6 to the norm."""
    norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
    for p in parameters:
        p.grad *= limit / max(norm, limit)


# What is done to the gradients between the backward pass and the step.
CHANGES = {
    "gradientDescentL1": lambda p: l1(p, 0.1),
    "adamL1L2": lambda p: l1(p, 0.05),
    "adamClippedByNorm": lambda p: clip_by_norm(p, 0.5),
    "adamClippedByValue": lambda p: torch.nn.utils.clip_grad_value_(p, 0.05),
}

SCHEDULES = {
    "stepDecay": lambda o: schedule.StepLR(o, 3, 0.5),
    "exponentialDecay": lambda o: schedule.ExponentialLR(o, 0.9),
    "linearDecay": lambda o: schedule.PolynomialLR(o, 7, 1),
    "polynomialDecay": lambda o: schedule.PolynomialLR(o, 8, 2),
    "cosineDecay": lambda o: schedule.CosineAnnealingLR(o, 40, 0.01),
    "cosineRestarts": lambda o: schedule.CosineAnnealingWarmRestarts(o, 4, eta_min=0.01),
    "oneCycle": lambda o: schedule.OneCycleLR(o, 0.1, total_steps=40, cycle_momentum=False),
    "oneShortCycle": lambda o: schedule.OneCycleLR(
        o, 0.1, total_steps=11, pct_start=0.4, div_factor=10, final_div_factor=100, cycle_momentum=False),
    "warmUp": lambda o: schedule.SequentialLR(
        o, [schedule.LinearLR(o, 1 / 5, 1, 4), schedule.CosineAnnealingLR(o, 36)], [4]),
    "exponentialGrowth": lambda o: schedule.LambdaLR(o, lambda t: math.exp(math.log(1e-3) * (1 - min(t, 9) / 9))),
}
LENGTHS = {"oneShortCycle": 11}


def train(operands, target, rule, change=lambda p: None, schedule=None):
    parameters = {n: t.clone().requires_grad_() for n, t in operands.items() if n != "x"}
    optimizer = rule(list(parameters.values()))
    scheduler = schedule(optimizer) if schedule else None
    steps = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.mse_loss(mlp(operands["x"], **parameters), target)
        loss.backward()
        change(list(parameters.values()))
        optimizer.step()
        if scheduler:
            scheduler.step()
        steps.append({"loss": loss.item(), "parameters": {n: array(p) for n, p in parameters.items()}})
    return steps


def rates(schedule, count):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    scheduler = schedule(optimizer)
    found = []
    for step in range(count):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < count:
            scheduler.step()
    return found


if __name__ == "__main__":
    operands = {"x": normal(8, 2), "w1": normal(2, 3), "b1": normal(3), "w2": normal(3, 1), "b2": normal(1)}
    target = normal(8, 1)
    runs = {name: train(operands, target, rule, CHANGES.get(name, lambda p: None)) for name, rule in RULES.items()}
    scheduled = {
        name: {
            "rates": rates(made, LENGTHS.get(name, 40)),
            "gradientDescent": train(operands, target, lambda p: torch.optim.SGD(p, lr=0.1), schedule=made),
            "adam": train(operands, target, lambda p: torch.optim.Adam(p, lr=0.1), schedule=made),
        }
        for name, made in SCHEDULES.items()
    }
    content = {
        "operands": {n: array(t) for n, t in operands.items()}, "target": array(target), "runs": runs, "schedules": scheduled,
    }
    (FOLDER / "optimizers.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
