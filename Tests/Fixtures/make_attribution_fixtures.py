"""Computes fixtures for attributions, in float64, by PyTorch on the CPU: see make_fixtures.py for how to run it.

Writes attribution.json: a small convolutional network, pictures, and what each method says of them, written here by the papers'
formulas; and pairs of maps with how alike SciPy says they are. Images are [n, height, width, channels].
"""

import json

import numpy as np
import torch
import torch.nn.functional as F
from scipy.stats import spearmanr

from make_fixtures import FOLDER, array, images, normal, pixels

torch.manual_seed(31)

PARAMETERS = {
    "w1": normal(3, 3, 2, 4), "b1": normal(4), "w2": normal(3, 3, 4, 5) / 3, "b2": normal(5),
    "w3": normal(3 * 4 * 5, 3) / 4, "b3": normal(3),
}
PICTURES = normal(4, 6, 8, 2)
LABELS = [2, 0, 1, 2]


def network(x):
    """Answers, and what comes out of both convolutions. The second one is tanh, so that steps along a way have an error."""
    p = PARAMETERS
    first = torch.relu(F.conv2d(images(x), p["w1"].permute(3, 2, 0, 1), p["b1"], padding=1))
    pooled = F.max_pool2d(first, 2)
    second = torch.tanh(F.conv2d(pooled, p["w2"].permute(3, 2, 0, 1), p["b2"], padding=1))
    return pixels(second).reshape(len(x), -1) @ p["w3"] + p["b3"], first, second


def chosen(answers, score="logit"):
    scores = answers if score == "logit" else torch.softmax(answers, -1)
    return scores[torch.arange(len(LABELS)), torch.tensor(LABELS)]


def slopes(x, score="logit"):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(chosen(network(x)[0], score).sum(), x)[0]


def integrated(x, baseline, steps):
    middles = [(k + 0.5) / steps for k in range(steps)]
    return (x - baseline) * sum(slopes(baseline + a * (x - baseline)) for a in middles) / steps


def occlusion(x, window, strides, fill):
    def starts(size, patch, stride):
        return list(range(0, size - patch, stride)) + [size - patch]

    full = chosen(network(x)[0])
    total, count = torch.zeros(x.shape[:3]), torch.zeros(x.shape[:3])
    for top in starts(x.shape[1], window[0], strides[0]):
        for left in starts(x.shape[2], window[1], strides[1]):
            covered = x.clone()
            covered[:, top:top + window[0], left:left + window[1]] = fill
            lost = full - chosen(network(covered)[0])
            total[:, top:top + window[0], left:left + window[1]] += lost[:, None, None]
            count[:, top:top + window[0], left:left + window[1]] += 1
    return total / count


def grad_cam(x, layer):
    seen = network(x)
    kept = seen[layer]
    slope = torch.autograd.grad(chosen(seen[0]).sum(), kept)[0]
    maps = torch.relu((slope.mean((2, 3), keepdim=True) * kept).sum(1, keepdim=True))
    return F.interpolate(maps, size=x.shape[1:3], mode="bilinear", align_corners=False)[:, 0]


def structure(a, b):
    """Structural similarity of numbers from -1 to 1, window by window."""
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    height, width = min(7, a.shape[0]), min(7, a.shape[1])
    c1, c2 = 0.02**2, 0.06**2
    values = []
    for top in range(a.shape[0] - height + 1):
        for left in range(a.shape[1] - width + 1):
            x, y = (m[top:top + height, left:left + width].ravel() for m in (a, b))
            covariance = np.cov(x, y)
            values.append(
                (2 * x.mean() * y.mean() + c1) * (2 * covariance[0, 1] + c2)
                / ((x.mean()**2 + y.mean()**2 + c1) * (covariance[0, 0] + covariance[1, 1] + c2)))
    return float(np.mean(values))


def similarities():
    random = np.random.default_rng(5)
    pairs = []
    for shape in [(8, 8), (6, 9), (12, 10), (2, 3)]:
        a = random.normal(size=shape)
        for b in [random.normal(size=shape), a + random.normal(size=shape), -a, np.round(a)]:
            pairs.append((a, b))
    return [
        {
            "a": array(torch.tensor(a)), "b": array(torch.tensor(b)),
            "rank": float(spearmanr(a.ravel(), b.ravel())[0]),
            "absoluteRank": float(spearmanr(np.abs(a).ravel(), np.abs(b).ravel())[0]), "structure": structure(a, b),
        } for a, b in pairs
    ]


def attribution():
    for parameter in PARAMETERS.values():
        parameter.requires_grad_()
    x, baseline = PICTURES, normal(6, 8, 2) / 2
    maps = {
        "saliency": slopes(x).abs(), "saliencyWithSigns": slopes(x), "probability": slopes(x, "probability"),
        "gradientTimesInput": x * slopes(x), "integratedGradients": integrated(x, torch.zeros_like(x), 64),
        "integratedGradientsFromBaseline": integrated(x, baseline, 7), "occlusion": occlusion(x, (3, 3), (1, 1), 0),
        "occlusionWide": occlusion(x, (2, 3), (2, 2), 0.5), "gradCAM": grad_cam(x, 2), "gradCAMOfFirst": grad_cam(x, 1),
    }
    return {
        "parameters": {n: array(p) for n, p in PARAMETERS.items()}, "pictures": array(x), "labels": LABELS,
        "baseline": array(baseline), "scores": chosen(network(x)[0]).tolist(),
        "probabilities": chosen(network(x)[0], "probability").tolist(), "maps": {n: array(m) for n, m in maps.items()},
        "similarities": similarities(),
    }


if __name__ == "__main__":
    (FOLDER / "attribution.json").write_text(json.dumps(attribution(), separators=(",", ":")) + "\n")
