"""Computes what SpecialValueTests compares with: values and derivatives by mpmath, and their limits at infinity.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install mpmath numpy
    /tmp/venv/bin/python Tests/Fixtures/make_special_value_fixtures.py

Writes special_values.json: functions of one number, functions of a row of numbers, and losses, with numbers from 0 to infinity.
Numbers are strings, because JSON has no infinity.
"""

import json
import pathlib

import numpy
from mpmath import mp, mpf, erf, erfc, exp, expm1, fsum, inf, log, log1p, pi, sqrt, tanh

FOLDER = pathlib.Path(__file__).parent
mp.dps = 500

SIZES = [0, 1e-45, 1e-40, 1e-30, 1e-10, 0.01, 0.5, 1, 3, 17, 20, 80, 100, 700, 999, 1000, 1e10, 1e19, 1e20,
         float(numpy.finfo(numpy.float32).max)]
NUMBERS = sorted({float(numpy.float32(s * sign)) for s in SIZES for sign in (1, -1)})
WIDE = [-1.7976931348623157e308, -1e200, -5e-324, 5e-324, 1e200, 1.7976931348623157e308]


def text(number):
    return repr(float(number))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def relu_limits(_):
    return {inf: (inf, 1), -inf: (0, 0)}


def level(low, high):
    return {inf: (high, 0), -inf: (low, 0)}


def gelu_tanh_slope(x):
    c = sqrt(2 / pi)
    t = tanh(c * (x + mpf("0.044715") * x**3))
    return (1 + t) / 2 + x / 2 * (1 - t * t) * c * (1 + 3 * mpf("0.044715") * x * x)


def mish_slope(x):
    t = tanh(softplus(x))
    return t + x * (1 - t * t) * sigmoid(x)


def hard_sigmoid(x):
    return min(max(x + 3, 0), 6) / 6


# name: (value, derivative, {infinity: (value, derivative)}, where it is smooth)
FUNCTIONS = {
    "exp": (exp, exp, {inf: (inf, inf), -inf: (0, 0)}, None),
    "log": (log, lambda x: 1 / x, {inf: (inf, 0)}, lambda x: x > 0),
    "sqrt": (sqrt, lambda x: 1 / (2 * sqrt(x)), {inf: (inf, 0)}, lambda x: x > 0),
    "expm1": (expm1, exp, {inf: (inf, inf), -inf: (-1, 0)}, None),
    "log1p": (log1p, lambda x: 1 / (1 + x), {inf: (inf, 0)}, lambda x: x > -1),
    "reciprocal": (lambda x: 1 / x, lambda x: -1 / x**2, {inf: (0, 0), -inf: (0, 0)}, lambda x: x != 0),
    "erf": (erf, lambda x: 2 / sqrt(pi) * exp(-x * x), level(-1, 1), None),
    "normalCDF": (lambda x: erfc(-x / sqrt(2)) / 2, lambda x: exp(-x * x / 2) / sqrt(2 * pi), level(0, 1), None),
    "sigmoid": (sigmoid, lambda x: sigmoid(x) * sigmoid(-x), level(0, 1), None),
    "tanh": (tanh, lambda x: 1 - tanh(x) ** 2, level(-1, 1), None),
    "softplus": (softplus, sigmoid, relu_limits(0), None),
    "relu": (lambda x: max(x, 0), lambda x: int(x > 0), relu_limits(0), None),
    "relu6": (lambda x: min(max(x, 0), 6), lambda x: int(0 < x < 6), level(0, 6), None),
    "leakyRelu": (
        lambda x: x if x > 0 else mpf(0.01) * x, lambda x: 1 if x > 0 else mpf(0.01),
        {inf: (inf, 1), -inf: (-inf, 0.01)}, None),
    "elu": (
        lambda x: x if x > 0 else expm1(x), lambda x: 1 if x > 0 else exp(x), {inf: (inf, 1), -inf: (-1, 0)}, None),
    "hardSigmoid": (hard_sigmoid, lambda x: mpf(int(-3 < x < 3)) / 6, level(0, 1), lambda x: abs(x) != 3),
    "gelu": (
        lambda x: x * erfc(-x / sqrt(2)) / 2,
        lambda x: erfc(-x / sqrt(2)) / 2 + x * exp(-x * x / 2) / sqrt(2 * pi), relu_limits(0), None),
    "geluTanh": (
        lambda x: x / 2 * (1 + tanh(sqrt(2 / pi) * (x + mpf("0.044715") * x**3))), gelu_tanh_slope, relu_limits(0),
        None),
    "silu": (
        lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * sigmoid(x) * sigmoid(-x), relu_limits(0), None),
    "hardSwish": (
        lambda x: x * hard_sigmoid(x), lambda x: 0 if x < -3 else 1 if x > 3 else (2 * x + 3) / 6, relu_limits(0),
        lambda x: abs(x) != 3),
    "mish": (lambda x: x * tanh(softplus(x)), mish_slope, relu_limits(0), None),
    "pow 2": (lambda x: x**2, lambda x: 2 * x, {inf: (inf, inf), -inf: (inf, -inf)}, None),
    "pow 3": (lambda x: x**3, lambda x: 3 * x**2, {inf: (inf, inf), -inf: (-inf, inf)}, None),
    "pow 1.5": (lambda x: x**1.5, lambda x: 1.5 * sqrt(x), {inf: (inf, inf)}, lambda x: x >= 0),
    "pow -0.5": (lambda x: 1 / sqrt(x), lambda x: -0.5 / x**1.5, {inf: (0, 0)}, lambda x: x > 0),
}


def functions():
    result = {}
    for name, (value, slope, limits, is_smooth) in FUNCTIONS.items():
        rows = []
        for x in NUMBERS + WIDE:
            if is_smooth is None or is_smooth(x):
                far = min(max(mpf(x), mpf(-1e5)), mpf(1e5)) if name in EXPONENTIAL else mpf(x)
                rows.append([text(x), text(value(far)), text(slope(far))])
                if name in LINEAR_FAR and x > 1e5:
                    rows[-1][1] = text(x)
        for x, (at, along) in limits.items():
            rows.append([text(x), text(at), text(along)])
        result[name] = rows
    return result


# Beyond ±100,000 these are constant, infinite in both types, or (the second list) x itself.
EXPONENTIAL = {"exp", "expm1", "erf", "normalCDF", "sigmoid", "tanh", "softplus", "elu", "gelu", "geluTanh", "silu", "mish"}
LINEAR_FAR = {"softplus", "elu", "gelu", "geluTanh", "silu", "mish"}


# MARK: - Rows

ROWS = [
    [0, -inf, 1], [-inf, -inf, 2], [-inf, 3, -inf, 3], [inf, 0], [0, 1, 2], [1000, -1000, 999], [-1e30, 1e30],
    [1e-30, 0, -1e-40], [-17, 0.5], [-3, inf, -inf], [inf, inf], [3.4028234663852886e38, -3.4028234663852886e38], [-inf, -inf], [5],
]


def shares(row):
    """softmax, or its limit where there is one; nil otherwise."""
    greatest = max(row)
    if greatest == -inf or (greatest == inf and row.count(inf) > 1):
        return None
    if greatest == inf:
        return [mpf(int(x == inf)) for x in row]
    parts = [mpf(0) if x == -inf else exp(mpf(x) - mpf(greatest)) if x - greatest > -1e6 else mpf(0) for x in row]
    return [p / fsum(parts) for p in parts]


def log_sum(row):
    greatest = max(row)
    if greatest in (inf, -inf):
        return greatest
    return mpf(greatest) + log(fsum(exp(max(mpf(x) - mpf(greatest), mpf(-1e6))) if x > -inf else mpf(0) for x in row))


def log_shares(row):
    total = log_sum(row)
    return [-inf if x == -inf else mpf(x) - total for x in row]


def rows():
    """Of each row: softmax, log-softmax and log-sum-exp, and the gradients of Σ w · result with w = 1, 2, 3 …"""
    result = []
    for row in ROWS:
        p = shares(row)
        item = {"row": [text(x) for x in row], "logSumExp": text(log_sum(row))}
        if p is not None:
            item["softmax"] = [text(x) for x in p]
        if p is not None and max(row) == inf:
            item["softmaxGradient"] = [text(0) for _ in row]
        if p is not None and max(row) < inf:
            weights = [mpf(i + 1) for i in range(len(row))]
            mean = fsum(w * q for w, q in zip(weights, p))
            item["softmaxGradient"] = [text(q * (w - mean)) for w, q in zip(weights, p)]
            item["logSoftmax"] = [text(x) for x in log_shares(row)]
            item["logSoftmaxGradient"] = [text(w - q * fsum(weights)) for w, q in zip(weights, p)]
        result.append(item)
    return result


# MARK: - Losses


def case(loss, prediction, target, cost, gradient):
    """One example: its cost and the gradient by its predictions."""
    return {
        "loss": loss, "prediction": [text(x) for x in prediction], "target": [text(x) for x in target],
        "cost": text(cost), "gradient": [text(x) for x in gradient],
    }


def far_sigmoid(z):
    return mpf(0) if z < -1e5 else mpf(1) if z > 1e5 else sigmoid(mpf(z))


def far_softplus(z):
    return mpf(0) if z < -1e5 else mpf(z) if z > 1e5 else softplus(mpf(z))


def times(weight, cost):
    return 0 if weight == 0 else weight * cost


def binary():
    result = []
    points = NUMBERS + [inf, -inf]
    for z in points:
        for y in (0, 1, 0.25):
            cost = times(y, far_softplus(-z)) + times(1 - y, far_softplus(z))
            result.append(case("binary cross-entropy", [z], [y], cost, [far_sigmoid(z) - y]))
            weighted = times(3 * y, far_softplus(-z)) + times(1 - y, far_softplus(z))
            slope = (1 - y) * far_sigmoid(z) - 3 * y * far_sigmoid(-z)
            result.append(case("binary cross-entropy, weight 3", [z], [y], weighted, [slope]))
        for y in (0, 1):
            sign, share = 2 * y - 1, 0.25 if y == 1 else 0.75
            m = sign * z
            p, rest, cost = far_sigmoid(m), far_sigmoid(-m), far_softplus(-m)
            value = share * times(rest**2, cost)
            slope = share * sign * (-2 * times(rest**2 * p, cost) - rest**3)
            result.append(case("focal", [z], [y], value, [slope]))
    for l in [0, -1e-45, -1e-30, -1e-10, -0.01, -0.5, -1, -17, -80, -1000, -1e30, -inf]:
        l = float(numpy.float32(l))
        p = exp(max(mpf(l), mpf(-1e5))) if l > -1e5 else mpf(0)
        other = -log(-expm1(mpf(l))) if -1e5 < l < 0 else inf if l == 0 else mpf(0)
        for y in (0, 1, 0.25):
            cost = times(y, -l) + times(1 - y, other)
            slope = -y + times(1 - y, p / -expm1(mpf(l)) if -1e5 < l < 0 else inf if l == 0 else 0)
            result.append(case("binary cross-entropy, log-probabilities", [l], [y], cost, [slope]))
    for z in points:
        for y in (-1, 1):
            result.append(case("hinge", [z], [y], max(0, 1 - y * mpf(z)), [-y if 1 - y * mpf(z) > 0 else 0]))
    return result


def classes():
    result = []
    for row in ROWS[:-2] + [[2, -inf]]:
        if max(row) == inf:
            continue
        p, logs, k = shares(row), log_shares(row), len(row)
        for label in range(k):
            hot = [int(i == label) for i in range(k)]
            slopes = [q - h for q, h in zip(p, hot)]
            result.append(case("softmax cross-entropy", row, [label], -logs[label], slopes))
            own = row[label]
            others = [x for i, x in enumerate(row) if i != label]
            if own > -inf or max(others) > -inf:
                total = log_sum(others)
                m = mpf(own) - mpf(total) if own > -inf and total > -inf else inf if total == -inf else -inf
                q, rest, cost = far_sigmoid(m), far_sigmoid(-m), far_softplus(-m)
                slope = -2 * times(rest**2 * q, cost) - rest**3
                parts = shares(others)
                gradient = [0] * k
                gradient[label] = slope
                for i, x in enumerate(i for i in range(k) if i != label):
                    gradient[x] = 0 if slope == 0 else -slope * parts[i]
                result.append(case("multi-class focal", row, [label], times(rest**2, cost), gradient))
            if max(row) > 1e38:
                continue  # log p overflows, but its part in the loss would not
            epsilon = mpf(0.125)
            target = [(1 - epsilon) * h + epsilon / k for h in hot]
            smoothed = -fsum(times(t, l) for t, l in zip(target, logs)) if -inf not in logs else inf
            result.append(
                case("softmax cross-entropy, smoothing 0.125", row, [label], smoothed,
                     [q - t for q, t in zip(p, target)]))
            result.append(case("softmax cross-entropy, probabilities", row, hot, -logs[label], slopes))
            result.append(case("Kullback–Leibler divergence", row, hot, -logs[label], slopes))
            hinges = [
                0 if i == label else max(0, mpf(1) + mpf(x) - mpf(own)) if own > -inf else inf if x > -inf else 1
                for i, x in enumerate(row)]
            if own > -inf:
                active = [int(h > 0) for h in hinges]
                active[label] = -sum(active)
                result.append(case("multi-class hinge", row, [label], fsum(hinges), active))
        if max(row) > 1e38:
            continue
        soft = [0 if x == -inf else mpf(1) / sum(y > -inf for y in row) for x in row]
        cost = -fsum(times(t, l) for t, l in zip(soft, logs) if t)
        result.append(
            case("softmax cross-entropy, probabilities", row, soft, cost, [q - t for q, t in zip(p, soft)]))
        entropy = fsum(t * log(t) for t in soft if t)
        result.append(
            case("Kullback–Leibler divergence", row, soft, cost + entropy, [q - t for q, t in zip(p, soft)]))
    for row in [[0, -inf, -inf], [-1e-30, -80, -inf], [-0.5, -1, -1000], [-inf, -17, -0.01]]:
        row = [float(numpy.float32(x)) for x in row]
        for label in range(3):
            hot = [int(i == label) for i in range(3)]
            l = mpf(row[label])
            slopes = [-h for h in hot]
            result.append(case("cross-entropy", row, [label], -l, slopes))
            result.append(case("cross-entropy, probabilities", row, hot, -l, slopes))
            result.append(case("Kullback–Leibler divergence, log-probabilities", row, hot, -l, slopes))
            if -1e5 < l < 0:
                rest = -expm1(l)
                value, slope = rest**2 * -l, 2 * rest * exp(l) * l - rest**2
            else:
                value, slope = (0, 0) if l == 0 else (-l, -1)
            result.append(
                case("multi-class focal, log-probabilities", row, [label], value, [slope * h for h in hot]))
    return result


def errors():
    result = []
    for e in NUMBERS + [inf, -inf]:
        size, sign = abs(mpf(e)), (e > 0) - (e < 0)
        result.append(case("mean squared error", [e], [0], size**2, [2 * mpf(e)]))
        result.append(case("mean absolute error", [e], [0], size, [sign]))
        result.append(
            case("Huber", [e], [0], size**2 / 2 if size <= 1 else size - 0.5, [mpf(e) if size <= 1 else sign]))
    return result


def masks():
    result = []
    for row, target in [([inf, -inf, 0], [1, 0, 1]), ([-inf, -inf, -inf], [0, 0, 0]), ([1e30, -1e30, 3], [1, 1, 0])]:
        p = [far_sigmoid(z) for z in row]
        slopes = [a * far_sigmoid(-z) for a, z in zip(p, row)]
        y = [mpf(t) for t in target]
        both, s = fsum(a * b for a, b in zip(p, y)), mpf(1)
        top, bottom = 2 * both + s, fsum(a * a for a in p) + fsum(b * b for b in y) + s
        result.append(
            case("Dice", row, target, 1 - top / bottom, [
                -(2 * b * bottom - top * 2 * a) / bottom**2 * d for a, b, d in zip(p, y, slopes)]))
        top, bottom = both + s, fsum(p) + fsum(y) - both + s
        result.append(
            case("Jaccard", row, target, 1 - top / bottom, [
                -(b * bottom - top * (1 - b)) / bottom**2 * d for b, d in zip(y, slopes)]))
    return result


if __name__ == "__main__":
    content = {"functions": functions(), "rows": rows(), "losses": binary() + classes() + errors() + masks()}
    text_of = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    (FOLDER / "special_values.json").write_text(text_of + "\n")
