"""Computes the fixtures that Tests/DatasetsTests compares with, by Pillow, zlib, the csv module and scikit-learn.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy scikit-learn pillow
    /tmp/venv/bin/python Tests/Fixtures/make_data_fixtures.py

Writes data.json: pictures (files by Pillow, and by a PNG writer of our own for what Pillow does not write, each with the
pixels that went in), gzip (compressed and plain bytes), csv (text and the cells that Python's csv module reads), folds and
splits (how many of each class scikit-learn puts where), scaling, tfidf (scikit-learn's numbers) and means (of the columns of
scikit-learn's own copies of data sets). Bytes are base64.
"""

import base64
import csv
import gzip
import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit
from sklearn.preprocessing import MinMaxScaler, StandardScaler

FOLDER = pathlib.Path(__file__).parent
random = np.random.default_rng(20)


def text(data):
    return base64.b64encode(data).decode()


def picture(name, data, pixels):
    pixels = np.asarray(pixels)
    return {"name": name, "bytes": text(data), "shape": list(pixels.shape), "values": pixels.reshape(-1).tolist()}


def by_pillow(name, image, form, pixels, **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return picture(name, file.getvalue(), pixels)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed_row(samples, depth):
    """One row of samples, most significant bits first, padded to whole bytes."""
    bits = "".join(format(int(s), f"0{depth}b") for s in samples)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def png(samples, depth, color, interlaced=False, extra=b""):
    """A PNG file of samples [height, width, channels], no filter."""
    height, width, _ = samples.shape
    passes = [samples[y::dy, x::dx] for y, x, dy, dx in ADAM7] if interlaced else [samples]
    rows = b"".join(
        b"\0" + packed_row(row.reshape(-1), depth) for part in passes if part.shape[0] and part.shape[1] for row in part
    )
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def on_white(values, alpha):
    """Values and alphas from 0 to 255, as a browser shows them on a white page."""
    alpha = np.asarray(alpha)[:, :, None]
    return np.round((values * alpha + 255 * (255 - alpha)) / 255).astype(int)


def written_pngs():
    for depth in (1, 2, 4, 8, 16):
        for interlaced in (False, True):
            grey = random.integers(0, 2**depth, (9, 11, 1))
            values = np.round(grey[:, :, 0] * 255 / (2**depth - 1)).astype(int)
            yield picture(f"grey {depth} bits, interlaced {interlaced}", png(grey, depth, 0, interlaced), values)
    for depth in (8, 16):
        for color, channels in ((2, 3), (4, 2), (6, 4)):
            samples = random.integers(0, 2**depth, (5, 7, channels))
            scaled = np.round(samples * 255 / (2**depth - 1)).astype(int)
            values = scaled if color == 2 else on_white(scaled[:, :, :-1], scaled[:, :, -1])
            values = values if channels > 2 else values[:, :, 0]
            yield picture(f"colour type {color}, {depth} bits", png(samples, depth, color, True), values)
    for depth in (1, 2, 4, 8):
        table = random.integers(0, 256, (2**depth, 3))
        indices = random.integers(0, 2**depth, (6, 5, 1))
        extra = chunk(b"PLTE", bytes(table.reshape(-1).tolist())) + chunk(b"tRNS", bytes([0, 128]))
        alphas = np.array([0, 128] + [255] * (2**depth - 2))
        values = on_white(table[indices[:, :, 0]], alphas[indices[:, :, 0]])
        yield picture(f"palette of {depth} bits", png(indices, depth, 3, False, extra), values)
    grey = random.integers(0, 256, (4, 4, 1))
    yield picture("gamma is not applied", png(grey, 8, 0, False, chunk(b"gAMA", struct.pack(">I", 100000))), grey[:, :, 0])


def pictures():
    grey = random.integers(0, 256, (7, 5)).astype(np.uint8)
    color = random.integers(0, 256, (6, 9, 3)).astype(np.uint8)
    deep = random.integers(0, 65536, (3, 4)).astype(np.uint16)
    yield by_pillow("Pillow grey", Image.fromarray(grey), "PNG", grey)
    yield by_pillow("Pillow colour, optimised", Image.fromarray(color), "PNG", color, optimize=True)
    indexed = Image.fromarray(color).quantize(8)
    yield by_pillow("Pillow palette", indexed, "PNG", np.asarray(indexed.convert("RGB")))
    yield by_pillow("Pillow PGM", Image.fromarray(grey), "PPM", grey)
    yield by_pillow("Pillow PPM", Image.fromarray(color), "PPM", color)
    yield picture("PGM of 16 bits", b"P5 4 3 65535\n" + deep.astype(">u2").tobytes(), deep * 255.0 / 65535)
    yield picture(
        "text PGM with comments", b"P2 # two\n3 2\n# rows\n 15\n0 1 2 # end\n13\t14\n15\n",
        np.array([[0, 1, 2], [13, 14, 15]]) * 17)
    yield picture("text PPM", b"P3\n1 2\n255\n1 2 3\n4 5 6", [[[1, 2, 3]], [[4, 5, 6]]])
    yield from written_pngs()


def gzips():
    plain = bytes(random.integers(97, 105, 3000).tolist())
    named = io.BytesIO()
    with gzip.GzipFile("name.txt", "wb", 9, named, mtime=7) as file:
        file.write(plain)
    yield named.getvalue(), plain
    for level in (0, 1, 9):
        yield gzip.compress(plain, level, mtime=0), plain
    yield gzip.compress(b"", mtime=0), b""
    yield gzip.compress(plain[:1000], mtime=0) + gzip.compress(plain[1000:], mtime=0), plain


def csv_table():
    cells = ["plain", "", "with, comma", 'a "quote"', "two\nlines", "ümlaut", "1.5", "-2e3", "x y"]
    rows = [[f"c{i}" for i in range(6)]] + [[cells[i] for i in random.integers(0, len(cells), 6)] for _ in range(40)]
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return {"text": file.getvalue(), "rows": list(csv.reader(io.StringIO(file.getvalue(), newline="")))}


def strata():
    cases = []
    for counts, k, fraction in (([50, 50, 50], 5, 0.8), ([7, 23, 11], 3, 0.6), ([100, 9, 31, 5], 4, 0.75)):
        labels = np.concatenate([np.arange(len(counts)), random.permutation(np.repeat(np.arange(len(counts)), np.array(counts) - 1))])
        folds = [
            np.bincount(labels[test], minlength=len(counts)).tolist()
            for _, test in StratifiedKFold(k, shuffle=True, random_state=0).split(labels, labels)
        ]
        size = int(np.floor(len(labels) * fraction + 0.5))
        split = StratifiedShuffleSplit(1, train_size=size, test_size=len(labels) - size, random_state=0)
        training = np.bincount(labels[next(split.split(labels, labels))[0]], minlength=len(counts)).tolist()
        cases.append({"labels": labels.tolist(), "k": k, "folds": folds, "fraction": fraction, "training": training})
    return cases


def scaling():
    data = random.normal(3, 5, (9, 4))
    data[:, 2] = 1.5
    other = random.normal(3, 5, (3, 4))
    scalers = {"standard": StandardScaler().fit(data), "minMax": MinMaxScaler().fit(data)}
    results = {name: scaler.transform(other).reshape(-1).tolist() for name, scaler in scalers.items()}
    return {"training": data.tolist(), "other": other.tolist()} | results


def tfidf():
    counts = random.poisson(0.6, (8, 6)).astype(float)
    counts[3] = 0
    other = random.poisson(0.8, (3, 6)).astype(float)
    weights = TfidfTransformer().fit(counts).transform(other).toarray()
    return {"counts": counts.tolist(), "other": other.tolist(), "weights": weights.reshape(-1).tolist()}


def means():
    loaded = {
        "iris": load_iris(), "wine": load_wine(), "breastCancer": load_breast_cancer(),
        "diabetes": load_diabetes(scaled=False),
    }
    return {name: data.data.mean(axis=0).tolist() for name, data in loaded.items()}


fixtures = {
    "pictures": list(pictures()),
    "gzip": [{"compressed": text(packed), "plain": text(plain)} for packed, plain in gzips()],
    "bomb": text(gzip.compress(b"\0" * 300000, mtime=0)),
    "csv": csv_table(),
    "strata": strata(),
    "scaling": scaling(),
    "tfidf": tfidf(),
    "means": means(),
}
(FOLDER / "data.json").write_text(json.dumps(fixtures) + "\n")
