"""Computes the fixtures that Tests/DatasetsTests/DataFrameTests.swift and Tests/TrainingTests/SamplerTests.swift compare with,
by pandas and NumPy.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy pandas
    /tmp/venv/bin/python Tests/Fixtures/make_table_fixtures.py

Writes tables.json: a table with missing values and what pandas makes of it (filled, interpolated, sorted, grouped, encoded),
texts of files as they come with the numbers that pandas reads, and sampler.json: logits and the probabilities that are left
after temperature, top k and top p, written out in NumPy.
"""

import io
import json
import pathlib

import numpy as np
import pandas as pd

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(31)


def plain(values):
    return [None if pd.isna(v) else v for v in np.asarray(values, dtype=object).tolist()]


def table():
    n = 60
    frame = pd.DataFrame({
        "mpg": np.round(random.normal(25, 6, n), 1),
        "hp": random.integers(60, 70, n).astype(float),
        "year": random.integers(70, 76, n).astype(float),
        "origin": random.choice(["usa", "japan", "europe"], n, p=[0.6, 0.2, 0.2]),
    })
    frame.loc[[0, 7, 8, 9, 30, n - 1], "mpg"] = np.nan
    frame.loc[random.choice(n, 9, replace=False), "hp"] = np.nan
    frame.loc[[3, 50], "origin"] = None
    half = frame[:40]
    grouped = frame.groupby("origin")
    return {
        "columns": {name: plain(frame[name]) for name in frame},
        "mean": plain(frame["hp"].fillna(half["hp"].mean())),
        "median": plain(frame["mpg"].fillna(half["mpg"].median())),
        "mostFrequent": plain(frame["hp"].fillna(half["hp"].mode()[0])),
        "mostFrequentCategory": plain(frame["origin"].fillna(half["origin"].mode()[0])),
        "interpolated": plain(frame["mpg"].interpolate(limit_area="inside")),
        "ratio": plain(frame["mpg"] / frame["hp"]),
        "kept": plain(frame[frame["mpg"] > 25].index),
        "ascending": plain(frame.sort_values("hp", kind="stable").index),
        "descending": plain(frame.sort_values("hp", kind="stable", ascending=False).index),
        "groups": list(grouped.groups),
        "counts": plain(grouped.size()),
        "means": {name: plain(grouped[name].mean()) for name in ("mpg", "hp", "year")},
        "oneHot": {name: plain(column) for name, column in pd.get_dummies(frame[["origin"]].dropna(), dtype=float).items()},
    }


FORMS = {
    "decimalComma": ("length;name\n2,5;a\n-3,25;b\n7;c\n", {"sep": ";", "decimal": ","}),
    "thousandsAndDecimalComma": ("x;y\n1.234,5;1\n-12.345.678,25;2\n7,5;3\n", {"sep": ";", "decimal": ",", "thousands": "."}),
    "thousands": ('x,y\n"1,234.5",1\n"12,345,678",2\n7,3\n', {"thousands": ","}),
    "preamble": ("# measured in May\n3,2,yes,no\na,b,class\n1.5,2.5,0\n2.5,3.5,1\n", {"skiprows": 2}),
    "comments": ("# one\na,b\n# two\n1,2\n# three\n3,4\n", {"comment": "#"}),
    "whitespace": ('mpg  hp   name\n 18.0   130  "a b"\n15.0\t?\tc  \n', {"sep": r"\s+", "na_values": ["?"]}),
    "questionMark": ("x,y\n1,?\n2,3\n", {"na_values": ["?"]}),
    "rowNames": ('"height","weight"\n"a",1.7,60\n"b",1.8,75\n', {}),
}


def forms():
    for name, (text, options) in FORMS.items():
        frame = pd.read_csv(io.StringIO(text), **options)
        numbers = frame.select_dtypes("number")
        yield {"name": name, "text": text, "numbers": {str(c): plain(numbers[c].astype(float)) for c in numbers}}


def probabilities(logits, temperature, top_k, top_p):
    order = np.argsort(-logits, kind="stable")
    if temperature == 0:
        return np.eye(len(logits))[order[0]]
    scaled = logits / temperature
    weights = np.exp(scaled - scaled.max())
    if top_k is not None:
        weights[order[top_k:]] = 0
    weights /= weights.sum()
    if top_p is not None:
        before = np.cumsum(weights[order]) - weights[order]
        weights[order[before >= top_p]] = 0
    return weights / weights.sum()


def sampler():
    logits = random.normal(0, 2, (4, 9))
    logits[1, 3:6] = logits[1, 0]
    logits[2, [0, 8]] = -np.inf
    cases = []
    for temperature, k, p in ((1, None, None), (0.5, None, None), (2, 4, None), (1, None, 0.8), (0.7, 5, 0.9), (0, None, None), (1, 1, None), (1, 20, 1)):
        rows = [probabilities(row.copy(), temperature, k, p) for row in logits]
        cases.append({"temperature": temperature, "topK": k, "topP": p, "probabilities": np.concatenate(rows).tolist()})
    return {"logits": [[None if np.isinf(v) else v for v in row] for row in logits.tolist()], "cases": cases}


(FOLDER / "tables.json").write_text(json.dumps(table() | {"forms": list(forms())}) + "\n")
(FOLDER / "sampler.json").write_text(json.dumps(sampler()) + "\n")
