"""Computes metrics.json, which Tests/TrainingTests compares with: metrics by scikit-learn and, where it has none, by NumPy.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy
    /tmp/venv/bin/python Tests/Fixtures/make_metrics_fixtures.py

Every case holds answers, targets, and what each metric says of them: null where it is undefined. `leftOut` and `zero` are the
same for means over the classes that leave undefined classes out, or count them as 0. Written with scikit-learn 1.9.1.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

FOLDER = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")
random = np.random.default_rng(12)
NAN = float("nan")


def array(values):
    values = np.asarray(values, dtype=float)
    return {"shape": list(values.shape), "values": values.reshape(-1).tolist()}


def number(value):
    """JSON has neither NaN, which means undefined here, nor infinity."""
    return None if np.isnan(value) else "inf" if np.isinf(value) else float(value)


def known(values):
    return {name: number(value) for name, value in values.items()}


def of_classes(targets, answers, k, stand):
    """`stand` is what an undefined class counts as; NaN leaves it out."""
    settings = {"labels": range(k), "zero_division": stand}
    values = {}
    functions = {"precision": m.precision_score, "recall": m.recall_score, "F1": m.f1_score}
    for name, function in functions.items():
        values[f"{name} (class 1)"] = function(targets, answers, labels=[1], average="macro", zero_division=stand)
        for average in ["macro", "micro", "weighted"]:
            values[f"{name} ({average})"] = function(targets, answers, average=average, **settings)
    union = [np.sum((targets == c) | (answers == c)) for c in range(k)]
    each = [np.sum((targets == c) & (answers == c)) / union[c] if union[c] else stand for c in range(k)]
    values["mean IoU"] = np.nanmean(each)
    return values


def classes(name, targets, answers):
    """Labels beside labels, or beside scores when `answers` has an axis more."""
    targets, raw = np.asarray(targets), np.asarray(answers)
    labels = raw.argmax(-1) if raw.ndim > targets.ndim else raw
    k = raw.shape[-1] if raw.ndim > targets.ndim else max(2, targets.max() + 1, labels.max() + 1)
    y, p = targets.reshape(-1), labels.reshape(-1)
    left_out, zero = of_classes(y, p, k, np.nan), of_classes(y, p, k, 0.0)
    predicted, actual = np.bincount(p, minlength=k), np.bincount(y, minlength=k)
    # A mean has a value when each class of weight above 0 has one.
    missing = {"precision": predicted == 0, "recall": actual == 0, "F1": predicted + actual == 0}
    stated = dict(left_out)
    for metric, absent in missing.items():
        if absent.any():
            stated[f"{metric} (macro)"] = NAN
        if (absent & (actual > 0)).any():
            stated[f"{metric} (weighted)"] = NAN
    if (predicted + actual == 0).any():
        stated["mean IoU"] = NAN
    values = stated | {"accuracy": m.accuracy_score(y, p)}
    if k == 2:
        values["Dice coefficient"] = left_out["F1 (class 1)"]
    return {
        "name": name,
        "answers": array(answers),
        "targets": array(targets),
        "kind": "classes",
        "values": known(values),
        "leftOut": known(left_out),
        "zero": known(zero),
        "confusion": m.confusion_matrix(y, p, labels=range(k)).reshape(-1).tolist(),
        "report": report(y, p, k),
    }


def report(y, p, k):
    rows = m.precision_recall_fscore_support(y, p, labels=range(k), zero_division=np.nan)
    return [list(map(number, row)) for row in zip(*rows)]


def class_scores(name, targets, scores):
    targets, scores = np.asarray(targets), np.asarray(scores, dtype=float)
    k = scores.shape[1]
    order = np.argsort(-scores, axis=1, kind="stable")
    present = [c for c in range(k) if (targets == c).any()]
    areas = [m.roc_auc_score(targets == c, scores[:, c]) for c in present]
    precisions = [m.average_precision_score(targets == c, scores[:, c]) for c in present]
    if all(len(set(row)) == k for row in scores):
        assert np.isclose(
            (order[:, :2] == targets[:, None]).any(1).mean(), m.top_k_accuracy_score(targets, scores, k=2, labels=range(k))
        )
    values = {
        "top-2 accuracy": (order[:, :2] == targets[:, None]).any(1).mean(),
        "ROC AUC (one-vs-rest)": np.mean(areas) if len(present) == k else NAN,
        "average precision (one-vs-rest)": np.mean(precisions) if len(present) == k else NAN,
    }
    left_out = {"ROC AUC (one-vs-rest)": np.mean(areas), "average precision (one-vs-rest)": np.mean(precisions)}
    return {
        "name": name,
        "answers": array(scores),
        "targets": array(targets),
        "kind": "classScores",
        "values": known(values),
        "leftOut": known(left_out),
    }


def binary_scores(name, targets, scores):
    targets, scores = np.asarray(targets), np.asarray(scores, dtype=float)
    y, s = targets.reshape(-1), scores.reshape(-1)
    both = 0 < y.sum() < y.size
    values = {
        "binary accuracy (above 0.5)": m.accuracy_score(y, s > 0.5),
        "ROC AUC": m.roc_auc_score(y, s) if both else NAN,
        "average precision": m.average_precision_score(y, s) if y.sum() else NAN,
    }
    case = {
        "name": name,
        "answers": array(scores),
        "targets": array(targets),
        "kind": "scores",
        "values": known(values),
    }
    if both:
        rates = m.roc_curve(y, s, drop_intermediate=False)
        case["roc"] = [list(map(float, point)) for point in zip(rates[0], rates[1])]
        precision, recall, thresholds = m.precision_recall_curve(y, s)
        case["precisionRecall"] = [
            list(map(float, point)) for point in zip(thresholds[::-1], recall[:-1][::-1], precision[:-1][::-1])
        ]
    return case


def bins(probabilities, came_true, count):
    """[cases, mean probability, share true] of each bin (lower, upper]; 0 is in the first."""
    place = np.searchsorted(np.arange(1, count) / count, probabilities, side="left")
    rows = []
    for b in range(count):
        inside = place == b
        means = [probabilities[inside].mean(), came_true[inside].mean()] if inside.any() else [None, None]
        rows.append([int(inside.sum())] + means)
    # scikit-learn gives the bins that are not empty.
    shares, means = calibration_curve(came_true, probabilities, n_bins=count)
    np.testing.assert_allclose([row[2] for row in rows if row[0]], shares)
    np.testing.assert_allclose([row[1] for row in rows if row[0]], means)
    error = sum(row[0] * abs(row[1] - row[2]) for row in rows if row[0]) / len(probabilities)
    return rows, error


def probabilities(name, targets, chances):
    targets, chances = np.asarray(targets), np.asarray(chances, dtype=float)
    rows, error = bins(chances, targets, 10)
    values = {
        "Brier score": m.brier_score_loss(targets, chances, labels=[0, 1]),
        "expected calibration error": error,
    }
    return {
        "name": name,
        "answers": array(chances),
        "targets": array(targets),
        "kind": "probabilities",
        "values": known(values),
        "bins": rows,
    }


def class_probabilities(name, targets, chances):
    targets, chances = np.asarray(targets), np.asarray(chances, dtype=float)
    n, k = chances.shape
    highest = chances.argmax(1)
    rows, error = bins(chances[np.arange(n), highest], (highest == targets).astype(float), 10)
    of_target = chances[np.arange(n), targets]
    perplexity = np.exp(-np.log(of_target).mean())
    if of_target.min() > 0:
        assert np.isclose(perplexity, np.exp(m.log_loss(targets, chances, labels=range(k))))
    brier = ((chances - np.eye(k)[targets]) ** 2).sum(1).mean()
    assert np.isclose(brier, m.brier_score_loss(targets, chances, labels=range(k), scale_by_half=False))
    values = {
        "Brier score (classes)": brier,
        "expected calibration error (classes)": error,
        "perplexity": perplexity,
    }
    return {
        "name": name,
        "answers": array(chances),
        "targets": array(targets),
        "kind": "classProbabilities",
        "values": known(values),
        "bins": rows,
    }


def numbers(name, targets, answers):
    targets, answers = np.asarray(targets, dtype=float), np.asarray(answers, dtype=float)
    columns = targets.reshape(len(targets), -1)
    constant = (columns == columns[0]).all(0).any()
    values = {
        "R²": NAN if constant else m.r2_score(columns, answers.reshape(columns.shape)),
        "mean absolute error": m.mean_absolute_error(columns, answers.reshape(columns.shape)),
        "root mean squared error": np.sqrt(m.mean_squared_error(columns, answers.reshape(columns.shape))),
    }
    return {
        "name": name,
        "answers": array(answers),
        "targets": array(targets),
        "kind": "numbers",
        "values": known(values),
    }


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def cases():
    truth = random.integers(0, 4, 60)
    guess = np.where(random.random(60) < 0.6, truth, random.integers(0, 4, 60))
    yes = (random.random(50) < 0.3).astype(int)
    found = np.where(random.random(50) < 0.8, yes, 1 - yes)
    masks = (random.random((2, 5, 6)) < 0.4).astype(int)
    few = random.integers(0, 5, (40, 4)).astype(float)
    scores = random.normal(size=(60, 4)) + 1.5 * np.eye(4)[truth]
    chances = softmax(scores)
    likely = np.clip(random.random(50) * 0.7 + 0.3 * yes, 0, 1)
    quantised = np.round(likely * 8) / 8
    line = random.normal(size=30)
    table = random.normal(size=(20, 3))
    return [
        classes("four classes", truth, guess),
        classes("scores, the highest of several first", truth[:40], few),
        classes("scores of images", truth[:12].reshape(2, 2, 3), scores[:12].reshape(2, 2, 3, 4)),
        classes("yes or no", yes, found),
        classes("masks", masks, np.where(random.random(masks.shape) < 0.8, masks, 1 - masks)),
        classes("class 2 never a target", [0, 1, 1, 3, 0], [0, 2, 1, 3, 3]),
        classes("class 1 never predicted", [0, 1, 2, 2, 1, 0], [0, 0, 2, 2, 2, 0]),
        classes("class 1 nowhere", [0, 2, 2, 0], [0, 2, 0, 0]),
        classes("only no", [0, 0, 0], [0, 0, 0]),
        classes("all wrong", [0, 1, 0, 1], [1, 0, 1, 0]),
        classes("one example", [1], [1]),
        class_scores("scores", truth, scores),
        class_scores("scores with ties", truth[:40], few),
        class_scores("a class that never occurs", np.where(truth == 2, 1, truth), scores),
        binary_scores("yes or no", yes, likely),
        binary_scores("ties", yes, quantised),
        binary_scores("all scores equal", yes, np.full(50, 0.5)),
        binary_scores("perfect", [0, 0, 1, 1], [-2, -1, 3, 4]),
        binary_scores("upside down", [1, 1, 0, 0], [-2, -1, 3, 4]),
        binary_scores("a picture of scores", masks, random.normal(size=masks.shape) + masks),
        binary_scores("only yes", [1, 1, 1], [0.1, 0.5, 0.9]),
        binary_scores("only no", [0, 0, 0], [0.1, 0.5, 0.9]),
        probabilities("yes or no", yes, likely),
        probabilities("ends and edges", [0, 1, 0, 1, 1, 0, 1, 0], [0, 1, 1, 0, 0.5, 0.5, 0.25, 0.7]),
        probabilities("only yes", [1, 1, 1], [0.3, 0.6, 1]),
        class_probabilities("four classes", truth, chances),
        class_probabilities("sure and right", [0, 1], [[1, 0, 0], [0, 1, 0]]),
        class_probabilities("an impossible target", [0, 2, 1], [[0.5, 0.5, 0], [1, 0, 0], [0.2, 0.5, 0.3]]),
        class_probabilities("knows nothing", [0, 1, 2, 3], np.full((4, 4), 0.25)),
        numbers("a line", line, line + 0.3 * random.normal(size=30)),
        numbers("columns", table, table + random.normal(size=(20, 3)) * [0.1, 1, 3]),
        numbers("equal targets", [2, 2, 2], [1, 2, 4]),
        numbers("one number", [3], [2.5]),
        numbers("one column", line.reshape(-1, 1), np.zeros((30, 1))),
    ]


text = json.dumps(cases(), indent=None, ensure_ascii=False)
(FOLDER / "metrics.json").write_text(text.replace('}, {"name"', '},\n{"name"') + "\n")
