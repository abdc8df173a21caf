"""Computes statistics.json, which Tests/StatisticsTests compares with: Student's t, tests, Holm's correction and intervals by
SciPy, Holm's rule from its definition, and Fieller's interval by finding the roots of the t test it is made of.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scipy numpy
    /tmp/venv/bin/python Tests/Fixtures/make_statistics_fixtures.py

Written with SciPy 1.17.1.
"""

import json
import pathlib

import numpy as np
from scipy import optimize, special, stats

random = np.random.default_rng(2026)


def samples():
    """Pairs of samples: few and many, alike and unlike spreads, far and near means, tiny and huge numbers."""
    for n, m in [(2, 2), (3, 5), (5, 5), (8, 8), (10, 10), (10, 4), (30, 30)]:
        for shift, spread, scale in [(0, 1, 1), (0.5, 3, 1), (4, 0.2, 1), (1, 1, 1e-6), (1, 1, 1e6)]:
            a = scale * (10 + random.normal(size=n))
            b = scale * (10 + shift + spread * random.normal(size=m))
            yield a, b


def fieller(a, b, paired, degrees):
    """The r at which a t test of mean(a) − r·mean(b) has p = 0.05, by bracketing on both sides of the estimate."""
    n, m = len(a), len(b)
    quantile = stats.t.ppf(0.975, degrees)

    def excess(r):
        if paired:
            error = np.std(a - r * b, ddof=1) / np.sqrt(n)
        else:
            error = np.sqrt(np.var(a, ddof=1) / n + r * r * np.var(b, ddof=1) / m)
        return abs(np.mean(a) - r * np.mean(b)) / error - quantile

    estimate = np.mean(a) / np.mean(b)
    if abs(np.mean(b)) <= quantile * np.std(b, ddof=1) / np.sqrt(m):
        return None
    bounds = []
    for sign in (-1, 1):
        step = abs(estimate) * 1e-6
        while excess(estimate + sign * step) < 0:
            step *= 2
        bounds.append(optimize.brentq(excess, estimate, estimate + sign * step, xtol=1e-15, rtol=1e-14))
    return bounds


def of(a, b):
    welch = stats.ttest_ind(a, b, equal_var=False)
    case = {
        "a": a.tolist(), "b": b.tolist(), "mean": np.mean(a), "deviation": np.std(a, ddof=1),
        "error": stats.sem(a), "median": np.median(a),
        "interval": stats.t.interval(0.95, len(a) - 1, np.mean(a), stats.sem(a)),
        "welch": {"t": welch.statistic, "df": welch.df, "p": welch.pvalue, "interval": list(welch.confidence_interval(0.95))},
    }
    margin = 1.5 * np.std(a, ddof=1)
    case["margin"] = margin
    case["welchEquivalence"] = max(
        stats.ttest_ind(a + margin, b, equal_var=False, alternative="greater").pvalue,
        stats.ttest_ind(a - margin, b, equal_var=False, alternative="less").pvalue)
    u, v = np.var(a, ddof=1) / len(a), np.var(b, ddof=1) / len(b) * (np.mean(a) / np.mean(b)) ** 2
    degrees = (u + v) ** 2 / (u * u / (len(a) - 1) + v * v / (len(b) - 1))
    case["welchRatio"] = fieller(a, b, False, degrees)
    if len(a) == len(b):
        paired = stats.ttest_rel(a, b)
        case["paired"] = {"t": paired.statistic, "df": paired.df, "p": paired.pvalue,
                          "interval": list(paired.confidence_interval(0.95))}
        case["pairedEquivalence"] = max(
            stats.ttest_rel(a + margin, b, alternative="greater").pvalue,
            stats.ttest_rel(a - margin, b, alternative="less").pvalue)
        case["pairedRatio"] = fieller(a, b, True, len(a) - 1)
        case["sign"] = stats.binomtest(int((a > b).sum()), len(a)).pvalue
    return case


def holm(p):
    """Holm 1979, from its definition: step down, reject while p₍ₖ₎ ≤ α/(m − k); the corrected p is the least such α."""
    order = np.argsort(p, kind="stable")
    corrected = np.empty(len(p))
    for rank, index in enumerate(order):
        corrected[index] = min(1, max((len(p) - k) * p[order[k]] for k in range(rank + 1)))
    return corrected.tolist()


def main():
    beta = [(a, b, x, special.betainc(a, b, x))
            for a in (0.5, 1, 2.5, 10, 300, 5000) for b in (0.5, 1, 7, 400) for x in (1e-9, 0.01, 0.3, 0.5, 0.77, 0.999)]
    student = [(df, t, 2 * stats.t.sf(abs(t), df), stats.t.cdf(t, df))
               for df in (1, 1.3, 2, 4, 9, 31.7, 1e4) for t in (-40, -2.5, -1e-3, 0, 0.4, 1.96, 7, 300)]
    quantiles = [(df, p, stats.t.ppf(p, df))
                 for df in (1, 1.3, 2, 4, 9, 31.7, 1e4) for p in (1e-9, 0.01, 0.05, 0.3, 0.5, 0.9, 0.975, 0.9999)]
    p = [[0.01, 0.04, 0.03], [0.2], [0.5, 0.5], [0.001, 0.9, 0.02, 0.02, 0.04], random.uniform(size=15).tolist()]
    binomials = [(k, n, stats.binomtest(k, n).pvalue) for n in (1, 2, 5, 10, 31) for k in range(n + 1)]
    fixture = {
        "beta": beta, "student": student, "quantiles": quantiles, "binomials": binomials,
        "holm": [{"p": row, "corrected": holm(row)} for row in p], "samples": [of(a, b) for a, b in samples()],
    }
    path = pathlib.Path(__file__).parent / "statistics.json"
    path.write_text(json.dumps(fixture, default=float, indent=None) + "\n")


main()
