"""Computes text_baselines.json, which Tests/InsightTests compares with: counts of words and pairs, TF–IDF, naive Bayes and logistic
regression by scikit-learn, on sentences of the package's own film reviews.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn numpy scipy
    /tmp/venv/bin/python Tests/Fixtures/make_text_baseline_fixtures.py

A vocabulary of the package has two columns that scikit-learn's has not, padding and unknown, which are always 0; they are added
here, since smoothing counts them. Written with scikit-learn 1.9.1.
"""

import gzip
import json
import pathlib
import re

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

FOLDER = pathlib.Path(__file__).parent
DATA = FOLDER.parent.parent / "Sources" / "Datasets" / "Data" / "sentiment-movies.tsv.gz"
rows = [line.split("\t") for line in gzip.open(DATA, "rt", encoding="utf-8").read().split("\n")[1:] if line]
chosen = np.random.default_rng(3).permutation(len(rows))[:90]
texts = [rows[i][1] for i in chosen]
labels = np.array([int(float(rows[i][0]) > 0) for i in chosen])
third = np.where(np.array([len(text) for text in texts]) > 120, 2, labels)
training, other = texts[:60], texts[60:] + ["", "zzzz qqqq"]


def words(text):
    return re.findall(r"[^\W_]+(?:'+[^\W_]+)*", text.lower().replace("’", "'"))


vectorizer = CountVectorizer(tokenizer=words, token_pattern=None, ngram_range=(1, 2)).fit(training)


def counted(texts):
    counts = vectorizer.transform(texts).astype(float)
    return csr_matrix(hstack([counts, csr_matrix((counts.shape[0], 2))]))


def binary(counts):
    return (counts > 0).astype(float)


names = list(vectorizer.get_feature_names_out())
x, y = counted(training), counted(other)
tfidf = TfidfTransformer().fit(x)
fits = []
for classes, title in ((labels[:60], "two classes"), (third[:60], "three classes")):
    for smoothing in (1, 0.3):
        fits.append({"name": f"multinomial, counts, {title}", "model": "multinomial", "smoothing": smoothing, "input": "counts",
                     "classes": classes.tolist(),
                     "probabilities": MultinomialNB(alpha=smoothing).fit(x, classes).predict_proba(y).tolist()})
        fits.append({"name": f"multinomial, yes or no, {title}", "model": "multinomial", "smoothing": smoothing, "input": "yesOrNo",
                     "classes": classes.tolist(),
                     "probabilities": MultinomialNB(alpha=smoothing).fit(binary(x), classes).predict_proba(binary(y)).tolist()})
        fits.append({"name": f"Bernoulli, {title}", "model": "bernoulli", "smoothing": smoothing, "input": "counts",
                     "classes": classes.tolist(),
                     "probabilities": BernoulliNB(alpha=smoothing).fit(x, classes).predict_proba(y).tolist()})
    for l2 in (1, 0.1):
        model = LogisticRegression(C=1 / l2, solver="newton-cg", tol=1e-12, max_iter=10000)
        model.fit(tfidf.transform(x), classes)
        fits.append({"name": f"logistic, {title}", "l2": l2, "input": "tfidf", "classes": classes.tolist(),
                     "probabilities": model.predict_proba(tfidf.transform(y)).tolist()})


def by_token(matrix):
    return [{names[j]: row[0, j] for j in row.indices} for row in csr_matrix(matrix)]


(FOLDER / "text_baselines.json").write_text(json.dumps({
    "training": training, "other": other, "counts": by_token(y), "weights": by_token(tfidf.transform(y)), "fits": fits,
}, ensure_ascii=False).replace('}, {"name"', '},\n{"name"') + "\n")
