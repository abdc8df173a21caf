"""Computes landscapes.json, which Tests/InsightTests compares with: principal components of ways by scikit-learn.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy
    /tmp/venv/bin/python Tests/Fixtures/make_landscape_fixtures.py

Every case holds the points of a way, each as the numbers of all its parameters one after another, the components of the way
with their largest number positive, what part of the variance each of all components holds, and the points' coordinates along
the components, counted from the last point. Written with scikit-learn 1.9.1 and NumPy 2.4.6.
"""

import json
import pathlib

import numpy as np
from sklearn.decomposition import PCA

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(13)


def case(name, shapes, points, components):
    points = np.asarray(points)
    pca = PCA(svd_solver="full").fit(points)
    directions = pca.components_[:components]
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(components), largest])[:, None]
    return {
        "name": name,
        "shapes": shapes,
        "points": points.tolist(),
        "components": directions.tolist(),
        "shares": pca.explained_variance_ratio_.tolist(),
        "coordinates": ((points - points[-1]) @ directions.T).tolist(),
    }


def walk(steps, size, drift):
    return np.cumsum(random.normal(size=(steps, size)) + drift * random.normal(size=size), axis=0)


cases = [
    case("fewer points than numbers", [[3, 4], [4]], walk(9, 16, 1.0), 2),
    case("more points than numbers", [[2, 2], [1]], walk(30, 5, 0.1), 3),
    case("far from 0", [[2, 3]], walk(7, 6, 0.5) + 1000, 2),
    case("one component", [[5]], walk(2, 5, 0.0), 1),
]
text = json.dumps({"principal": cases})
(FOLDER / "landscapes.json").write_text(text + "\n")
