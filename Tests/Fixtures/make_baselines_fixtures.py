"""Computes baselines.json, which Tests/InsightTests compares with: baselines by scikit-learn, on the package's own data and on
random numbers.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy
    /tmp/venv/bin/python Tests/Fixtures/make_baselines_fixtures.py

Where scikit-learn's answer hangs on the order in which it happens to look (equally good splits, neighbours equally far away),
the answer is null. Written with scikit-learn 1.9.1.
"""

import csv
import json
import pathlib

import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier

FOLDER = pathlib.Path(__file__).parent
DATA = FOLDER.parent.parent / "Sources" / "Datasets" / "Data"
random = np.random.default_rng(5)
IRIS = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
PENGUINS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def table(name, columns, target):
    """The columns as numbers, and the target as numbers or as places in the alphabetical list of categories."""
    with open(DATA / f"{name}.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "NA" not in [row[column] for column in columns]]
    x = np.array([[float(row[column]) for column in columns] for row in rows])
    texts = [row[target] for row in rows]
    try:
        return x, np.array([float(text) for text in texts])
    except ValueError:
        categories = sorted(set(texts))
        return x, np.array([categories.index(text) for text in texts])


def array(values):
    values = np.asarray(values, dtype=float)
    return {"shape": list(values.shape), "values": values.reshape(-1).tolist()}


def examples(x, y):
    return {"inputs": array(x), "targets": array(y)}


def from_table(name, columns, target):
    x, y = table(name, columns, target)
    return {"dataset": name, "columns": columns, "target": target}, x, y


def random_table(n, columns, outputs=None):
    x = random.normal(size=(n, columns)) * 3 + 1
    weights = random.normal(size=(columns, outputs or 1))
    y = x @ weights + random.normal(size=(n, outputs or 1))
    return x, y if outputs else y[:, 0]


def linear(name, source, x, y, ridge, is_unique=True):
    model = Ridge(alpha=ridge, solver="svd", tol=1e-14) if ridge else LinearRegression(tol=1e-14)
    model.fit(x, y)
    case = {"name": name, "examples": source, "ridge": ridge, "predictions": array(model.predict(x))}
    if is_unique:
        case["weights"] = array(np.atleast_2d(model.coef_).T)
        case["intercepts"] = np.atleast_1d(model.intercept_).tolist()
    else:
        case["rank"] = int(np.linalg.matrix_rank(x - x.mean(0)))
    return case


def linears():
    petals, x, y = from_table("iris", IRIS[:3], IRIS[3])
    mass, u, v = from_table("penguins", PENGUINS[:3], PENGUINS[3])
    several = random_table(30, 4, 3)
    wide = random_table(6, 10)
    offset = random_table(40, 2)
    offset = (offset[0] + 1e6, offset[1])
    dependent = random_table(20, 2)
    dependent = (np.c_[dependent[0], dependent[0] @ [2, -1] + 3, np.full(20, 7.0)], dependent[1])
    return [
        linear("petal width", petals, x, y, 0),
        linear("petal width, ridge 3", petals, x, y, 3),
        linear("body mass", mass, u, v, 0),
        linear("body mass, ridge 100", mass, u, v, 100),
        linear("several outputs", examples(*several), *several, 0),
        linear("several outputs, ridge 0.5", examples(*several), *several, 0.5),
        linear("far from 0", examples(*offset), *offset, 0),
        linear("more columns than examples, ridge 1", examples(*wide), *wide, 1),
        linear("dependent columns, ridge 1", examples(*dependent), *dependent, 1),
        linear("dependent columns", examples(*dependent), *dependent, 0, is_unique=False),
        linear("more columns than examples", examples(*wide), *wide, 0, is_unique=False),
    ]


def logistic(name, source, x, y, l2):
    """Fitted to standardised columns when there is no penalty, which then changes nothing but how fast it converges."""
    mean, scale = (0, 1) if l2 else (x.mean(0), x.std(0))
    settings = {"C": 1 / l2} if l2 else {"C": np.inf}
    model = LogisticRegression(**settings, solver="newton-cholesky", tol=1e-13, max_iter=100000)
    model.fit((x - mean) / scale, y)
    weights = model.coef_ / scale
    intercepts = model.intercept_ - (weights * mean).sum(1)
    # Only their differences matter; the mean is taken away on both sides.
    if len(intercepts) > 1:
        intercepts -= intercepts.mean()
        weights -= weights.mean(0)
    return {
        "name": name,
        "examples": source,
        "l2": l2,
        "weights": array(weights.T),
        "intercepts": intercepts.tolist(),
        "probabilities": array(model.predict_proba((x - mean) / scale)),
    }


def logistics():
    iris, x, y = from_table("iris", IRIS, "class")
    penguins, u, v = from_table("penguins", PENGUINS, "species")
    two = (x[50:], y[50:] - 1)
    noisy = random.normal(size=(60, 3))
    labels = (noisy @ [1, -2, 0.5] + random.normal(size=60) > 0).astype(int)
    three = (noisy, np.where(noisy[:, 1] + random.normal(size=60) > 0.7, 2, labels))
    return [
        logistic("iris", iris, x, y, 1),
        logistic("iris, L2 0.01", iris, x, y, 0.01),
        logistic("penguins", penguins, u, v, 1),
        logistic("two classes", examples(*two), *two, 1),
        logistic("two classes, L2 10", examples(*two), *two, 10),
        logistic("noisy, without L2", examples(noisy, labels), noisy, labels, 0),
        logistic("three noisy classes, without L2", examples(*three), *three, 0),
    ]


def unanimous(answers):
    """null where they differ."""
    answers = np.array(answers)
    return [int(column[0]) if (column == column[0]).all() else None for column in answers.T]


def tree(name, source, x, y, depth, leaf, new=None):
    asked = x if new is None else new
    trees = [
        DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=seed).fit(x, y) for seed in range(40)
    ]
    case = {
        "name": name,
        "examples": source,
        "asked": None if new is None else array(new),
        "leaf": leaf,
        "predictions": unanimous([t.predict(asked) for t in trees]),
    }
    if depth:
        case["depth"] = depth
    importances = np.array([t.feature_importances_ for t in trees])
    if np.ptp(importances, axis=0).max() < 1e-12:
        case["importances"] = importances[0].tolist()
        case["nodeCount"] = int(trees[0].tree_.node_count)
        case["thresholds"] = sorted(float(t) for t in trees[0].tree_.threshold if t != -2)
    return case


def trees():
    iris, x, y = from_table("iris", IRIS, "class")
    penguins, u, v = from_table("penguins", PENGUINS, "species")
    noisy = random.normal(size=(200, 4)).astype(np.float32).astype(float)
    labels = (noisy[:, 0] * noisy[:, 1] > 0).astype(int) + (noisy[:, 2] > 0.8)
    new = random.normal(size=(100, 4)).astype(np.float32).astype(float)
    cross = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    return [
        *[tree(f"iris, depth {depth}", iris, x, y, depth, 1) for depth in (1, 2, 3, 4)],
        tree("iris, leaves of 5", iris, x, y, None, 5),
        *[tree(f"penguins, depth {depth}", penguins, u, v, depth, 1) for depth in (1, 2, 3, 5)],
        tree("noise, depth 4, leaves of 8", examples(noisy, labels), noisy, labels, 4, 8, new),
        tree("noise, leaves of 12", examples(noisy, labels), noisy, labels, None, 12, new),
        tree("exclusive or", examples(cross, [0, 1, 1, 0]), cross, np.array([0, 1, 1, 0]), 2, 1),
    ]


def neighbours(name, source, x, y, count, new=None):
    asked = x if new is None else new
    is_label = np.asarray(y).dtype.kind == "i"
    kind = KNeighborsClassifier if is_label else KNeighborsRegressor
    model = kind(n_neighbors=count, algorithm="brute").fit(x, y)
    distances = np.sort(np.linalg.norm(asked[:, None] - x[None], axis=2), axis=1)
    is_clear = distances[:, count] - distances[:, count - 1] > 1e-9 if count < len(x) else np.full(len(asked), True)
    predictions = model.predict(asked).reshape(len(asked), -1)
    return {
        "name": name,
        "examples": source,
        "asked": None if new is None else array(new),
        "count": count,
        "task": "classification" if is_label else "regression",
        "predictions": [row.tolist() if clear else None for row, clear in zip(predictions.astype(float), is_clear)],
    }


def all_neighbours():
    iris, x, y = from_table("iris", IRIS, "class")
    mass, u, v = from_table("penguins", PENGUINS[:3], PENGUINS[3])
    noisy, outputs = random_table(40, 3, 2)
    new = random.normal(size=(25, 3))
    return [
        *[neighbours(f"iris, {count}", iris, x, y, count) for count in (1, 4, 15, 150)],
        *[neighbours(f"body mass, {count}", mass, u, v, count) for count in (1, 5)],
        neighbours("two outputs", examples(noisy, outputs), noisy, outputs, 3, new),
        neighbours("an even number of votes", examples(noisy, (noisy[:, 0] > 1).astype(int)), noisy,
                   (noisy[:, 0] > 1).astype(int), 4, new),
    ]


text = json.dumps({"linear": linears(), "logistic": logistics(), "tree": trees(), "neighbours": all_neighbours()})
(FOLDER / "baselines.json").write_text(text.replace('}, {"name"', '},\n{"name"') + "\n")
