"""Computes what the tests of learning without labels compare with: by scikit-learn where it has the method, otherwise by NumPy.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy
    /tmp/venv/bin/python Tests/Fixtures/make_unlabelled_fixtures.py

Writes unlabelled.json: principal components and k-means (scikit-learn); label spreading as the linear system whose solution it
is, on scikit-learn's graph of neighbours; the losses, written down as in their papers, example by example.
"""

import json
import math
import pathlib

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.neighbors import kneighbors_graph

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def array(numbers):
    numbers = np.asarray(numbers, dtype=float)
    values = [int(x) if x == int(x) else x for x in numbers.reshape(-1).tolist()]
    return {"shape": list(numbers.shape), "values": values}


def signed(directions):
    """Each with a positive largest number."""
    largest = np.abs(directions).argmax(axis=1)
    return directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]


def components(inputs, count):
    fitted = PCA(count, svd_solver="full").fit(inputs)
    directions = signed(fitted.components_)
    codes = (inputs - fitted.mean_) @ directions.T
    return {
        "inputs": array(inputs), "count": count, "directions": array(directions),
        "shares": array(fitted.explained_variance_ratio_), "codes": array(codes),
        "decoded": array(codes @ directions + fitted.mean_),
    }


def clusters(inputs, centres):
    fitted = KMeans(len(centres), init=centres, n_init=1, algorithm="lloyd", tol=0, max_iter=300).fit(inputs)
    return {
        "inputs": array(inputs), "first": array(centres), "centres": array(fitted.cluster_centers_),
        "labels": fitted.labels_.tolist(), "inertia": fitted.inertia_,
    }


def spreading(inputs, labels, labelled, neighbours, alpha):
    """F = (1 − α) (I − α S)⁻¹ Y."""
    near = kneighbors_graph(inputs, neighbours).toarray()
    graph = np.maximum(near, near.T)
    scale = 1 / np.sqrt(graph.sum(axis=1))
    given = np.zeros((len(inputs), labels.max() + 1))
    given[np.arange(labelled), labels[:labelled]] = 1
    scores = (1 - alpha) * np.linalg.solve(np.eye(len(inputs)) - alpha * graph * scale[:, None] * scale, given)
    return {
        "inputs": array(inputs), "labels": labels[:labelled].tolist(), "neighbours": neighbours, "alpha": alpha,
        "scores": array(scores),
    }


def contrastive(first, second, temperature):
    """Equation 1 of arXiv:2002.05709, pair by pair."""
    n = len(first)
    z = [row / math.sqrt(sum(row * row)) for row in np.concatenate([first, second])]
    total = 0.0
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        below = sum(math.exp(float(z[i] @ z[k]) / temperature) for k in range(2 * n) if k != i)
        total -= math.log(math.exp(float(z[i] @ z[j]) / temperature) / below)
    return {"first": array(first), "second": array(second), "temperature": temperature, "loss": total / (2 * n)}


def divergence(mean, log_variance):
    """∫ q log(q / p), number by number on a fine grid, of two normal densities."""
    total = 0.0
    for m, l in zip(mean.reshape(-1), log_variance.reshape(-1)):
        s = math.exp(l / 2)
        x = np.linspace(m - 12 * s, m + 12 * s, 200_001)
        log_q = -((x - m) ** 2) / (2 * s * s) - math.log(s)
        log_p = -(x**2) / 2
        q = np.exp(log_q) / math.sqrt(2 * math.pi)
        total += float(np.sum(q * (log_q - log_p)) * (x[1] - x[0]))
    return {"mean": array(mean), "logVariance": array(log_variance), "loss": total / len(mean)}


images, classes = load_digits(return_X_y=True)
wide = random.normal(size=(6, 10)) @ np.diag(np.arange(1, 11))
order = random.permutation(1797)[:240]
# Whole numbers lie equally far apart: with noise, nothing has two neighbours at the same distance.
scattered = np.round(images[order] + random.normal(scale=0.05, size=(240, 64)), 4)
result = {
    "package": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
    "components": {"digits": components(images[:200], 5), "wide": components(wide, 4)},
    "clusters": clusters(scattered, scattered[:10]),
    "spreading": [
        spreading(scattered, classes[order], 30, 7, 0.99), spreading(scattered, classes[order], 30, 3, 0.5),
    ],
    "contrastive": [
        contrastive(random.normal(size=(5, 3)), random.normal(size=(5, 3)), t) for t in [0.1, 0.5, 2]
    ],
    "divergence": divergence(random.normal(size=(3, 4)), random.normal(size=(3, 4))),
}
(FOLDER / "unlabelled.json").write_text(json.dumps(result, ensure_ascii=False) + "\n", encoding="utf-8")
