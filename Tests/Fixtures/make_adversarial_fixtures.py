"""Computes adversarial.json, which Tests/TrainingTests compares with: the losses of generator and discriminator, their gradients, and
five steps of both, by PyTorch in float64.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch numpy
    /tmp/venv/bin/python Tests/Fixtures/make_adversarial_fixtures.py

Both gradients of a step are of the players as they were before it. Written with PyTorch 2.15.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def draw(*shape):
    return torch.tensor(random.normal(size=shape) * 1.5)


def losses():
    cases = []
    for classes in (1, 5):
        for smoothing in (0, 0.1):
            real, fake = draw(6, classes).requires_grad_(), draw(4, classes).requires_grad_()
            r, f = (x[:, 0] if classes == 1 else torch.logsumexp(x, 1) for x in (real, fake))
            loss = F.binary_cross_entropy_with_logits(r, torch.full_like(r, 1 - smoothing)) + F.binary_cross_entropy_with_logits(
                f, torch.zeros_like(f))
            gradients = torch.autograd.grad(loss, [real, fake])
            f = fake[:, 0] if classes == 1 else torch.logsumexp(fake, 1)
            # By the papers' own formulas: D = sigmoid(r), or Z / (Z + 1).
            z = torch.exp(fake).sum(1)
            d = torch.sigmoid(fake[:, 0]) if classes == 1 else z / (z + 1)
            cases.append({
                "real": real.tolist(), "fake": fake.tolist(), "smoothing": smoothing, "discriminator": loss.item(),
                "discriminatorGradients": [g.flatten().tolist() for g in gradients],
                "nonSaturating": -torch.log(d).mean().item(), "saturating": torch.log(1 - d).mean().item(),
                "nonSaturatingGradient": torch.autograd.grad(-torch.log(d).mean(), fake, retain_graph=True)[0].flatten().tolist(),
                "saturatingGradient": torch.autograd.grad(torch.log(1 - d).mean(), fake)[0].flatten().tolist(),
                "featureMatching": ((real.mean(0) - fake.mean(0)) ** 2).sum().item(),
            })
    return cases


def game(loss, classes, labelled):
    """Generator 2 → 3 (tanh) → 4, discriminator 4 → 3 (tanh) → K, gradient descent at 0.1 and 0.05."""
    shapes = [(2, 3), (3,), (3, 4), (4,), (4, 3), (3,), (3, classes), (classes,)]
    w = [draw(*shape) * 0.5 for shape in shapes]
    start = [v.tolist() for v in w]
    x, xl, y = draw(5, 4), draw(3, 4), torch.tensor([0, 2, 1])
    noise = [draw(5, 2) for _ in range(5)]
    result = {"loss": loss, "classes": classes, "start": start, "x": x.tolist(), "noise": [z.tolist() for z in noise],
              "discriminator": [], "generator": [], "length": []}
    if labelled:
        result |= {"labelledX": xl.tolist(), "labels": y.tolist()}
    for z in noise:
        w = [v.detach().requires_grad_() for v in w]
        features = lambda x: torch.tanh(x @ w[4] + w[5])
        logits = lambda f: f @ w[6] + w[7]
        score = lambda l: l[:, 0] if classes == 1 else torch.logsumexp(l, 1)
        fake = torch.tanh(z @ w[0] + w[1]) @ w[2] + w[3]
        r, f = score(logits(features(x))), score(logits(features(fake)))
        d = F.softplus(-r).mean() + F.softplus(f).mean()
        if labelled:
            d = d + F.cross_entropy(logits(features(xl)), y)
        g = {"nonSaturating": F.softplus(-f).mean(), "saturating": -F.softplus(f).mean(),
             "featureMatching": ((features(x).mean(0) - features(fake).mean(0)) ** 2).sum()}[loss]
        gg = torch.autograd.grad(g, w[:4], retain_graph=True)
        gd = torch.autograd.grad(d, w[4:])
        result["discriminator"].append(d.item())
        result["generator"].append(g.item())
        result["length"].append(sum((v ** 2).sum() for v in gg).sqrt().item())
        w = [v - 0.05 * s for v, s in zip(w[:4], gg)] + [v - 0.1 * s for v, s in zip(w[4:], gd)]
    result["end"] = [v.tolist() for v in w]
    return result


games = [game(loss, classes, labelled) for loss in ("nonSaturating", "saturating", "featureMatching")
         for classes, labelled in ((1, False), (3, True))]
(FOLDER / "adversarial.json").write_text(json.dumps({"losses": losses(), "games": games}) + "\n")
