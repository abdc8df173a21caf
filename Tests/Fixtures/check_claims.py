"""Computes every number and verdict of Docs/CLAIMS.md once more, by SciPy, from what each seed measured as it is printed there.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scipy numpy
    /tmp/venv/bin/python Tests/Fixtures/check_claims.py [PAGE]

Ends with 1 and says which number differs, if one does. Nothing of the project is used but the page. Written with SciPy 1.17.1.
"""

import pathlib
import re
import sys

import numpy as np
from scipy import stats

PAGE = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "Docs" / "CLAIMS.md"
WORDS = {"holds": "It holds", "part": "It holds in part", "undecided": "It cannot be decided here",
         "unseen": "It was not seen here", "fails": "It does not hold here"}
problems = []


def number(text):
    text = text.replace("−", "-").replace("∞", "inf").replace("< ", "").strip()
    return float(text)


def tables(lines):
    """Blocks of Markdown rows, as lists of cells."""
    found, block = [], []
    for line in lines + [""]:
        if line.startswith("|"):
            block.append([cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif block:
            found.append([block[0]] + block[2:])
            block = []
    return found


def holm(p):
    p = np.asarray(p)
    corrected, greatest = np.empty(len(p)), 0.0
    for rank, index in enumerate(np.argsort(p, kind="stable")):
        greatest = max(greatest, min(1.0, p[index] * (len(p) - rank)))
        corrected[index] = greatest
    return corrected


def t_test(x, y, paired, alternative="two-sided"):
    """t, degrees of freedom, p and standard error; of what does not vary, the limits."""
    if paired:
        d = x - y
        error, df = np.std(d, ddof=1) / np.sqrt(len(d)), len(d) - 1
    else:
        u, v = np.var(x, ddof=1) / len(x), np.var(y, ddof=1) / len(y)
        error = np.sqrt(u + v)
        df = len(x) + len(y) - 2 if error == 0 else (u + v) ** 2 / (u * u / (len(x) - 1) + v * v / (len(y) - 1))
    mean = np.mean(x) - np.mean(y)
    if error == 0:
        t = 0.0 if mean == 0 else np.inf * np.sign(mean)
        p = {"two-sided": float(mean == 0), "greater": float(mean <= 0), "less": float(mean >= 0)}[alternative]
    else:
        result = stats.ttest_rel(x, y, alternative=alternative) if paired else stats.ttest_ind(
            x, y, equal_var=False, alternative=alternative)
        t, p = result.statistic, result.pvalue
    return t, df, p, error


def question(relation, x, y, source, paired):
    """Of one pair: difference, error, t, df, whether the numbers favour the claim, p for it and p against it."""
    if relation[0] == "order":
        t, df, p, error = t_test(x, y, paired)
        return np.mean(x) - np.mean(y), error, t, df, (np.mean(x) - np.mean(y)) * source > 0, p, p
    if relation[0] == "equivalence":
        margin = relation[1]
        t, df, _, error = t_test(x, y, paired)
        low = t_test(x + margin, y, paired, "greater")[2]
        high = t_test(x - margin, y, paired, "less")[2]
        difference = np.mean(x) - np.mean(y)
        return difference, error, t, df, abs(difference) < margin, max(low, high), min(1, 2 * min(1 - low, 1 - high))
    factor = relation[1]
    t, df, _, error = t_test(x, source * y, paired)
    low, high = source / factor, source * factor
    for_it = max(t_test(x, low * y, paired, "greater")[2], t_test(x, high * y, paired, "less")[2])
    against = min(1, 2 * min(t_test(x, low * y, paired, "less")[2], t_test(x, high * y, paired, "greater")[2]))
    inside = np.mean(x) > low * np.mean(y) and np.mean(x) < high * np.mean(y)
    return np.mean(x) - source * np.mean(y), error, t, df, inside, for_it, against


def close(claim, what, printed, computed, tolerance):
    if printed == "< 0.001":
        ok = computed < 0.00101
    else:
        value = number(printed)
        # Half a unit of the last digit that is printed, and what the rounding of each seed's number adds.
        unit = 10.0 ** -len(printed.partition(".")[2]) if "e" not in printed else 0
        ok = value == computed or abs(value - computed) <= max(0.51 * unit, tolerance * abs(computed)) + 1e-9
    if not ok:
        problems.append(f"{claim}: {what} is printed as {printed}, SciPy has {computed:.6g}")


def check(claim, kind, lines):
    shown, tests, seeds = tables(lines)[:3]
    values = {row[0]: np.array([number(cell) for cell in row[1:] if cell]) for row in seeds[1:]}
    text = " ".join(lines)
    is_counted, paired = "The numbers were counted" in text, "Paired t over" in text
    names = list(values)
    sources = {row[0]: number(row[1]) for row in shown[1:] if row[1] != "–"} if "source" in shown[0] else {}
    exists = kind.startswith("existence")
    margin = re.search(r"(equivalence within|ratio within a factor of) ([0-9.e−]+)", kind)
    relation = (margin[1].split()[0], number(margin[2])) if margin else ("order", 0)

    # Mean ± standard deviation.
    column = shown[0].index(next(name for name in shown[0] if name.startswith("here")))
    for row in shown[1:]:
        parts = row[column].split(" ± ")
        close(claim, f"the mean of {row[0]}", parts[0], np.mean(values[row[0]]), 0.01)
        if len(parts) > 1:
            close(claim, f"the deviation of {row[0]}", parts[1], np.std(values[row[0]], ddof=1), 0.06)

    rows = []
    for row in tests[1:]:
        first = next(name for name in sorted(names, key=len, reverse=True) if row[0].startswith(name + " − "))
        rest = row[0][len(first) + 3:]
        second = next(name for name in names if rest == name or rest.endswith(" × " + name))
        rows.append((first, second, row))

    def questions(direction):
        found = []
        for first, second, _ in rows:
            if relation[0] == "ratio":
                source = sources[first] / sources[second]
            elif relation[0] == "order":
                source = direction or sources[first] - sources[second]
            else:
                source = 1
            x, y = values[first], values[second]
            if is_counted:
                difference = np.mean(x) - np.mean(y)
                p = float(difference == 0)
                found.append((difference, None, None, None, difference * source > 0, p, p))
            else:
                found.append(question(relation, x, y, source, paired))
        return found

    direction = 1 if "falling" in kind else -1 if "rising" in kind else 0
    level = number(re.search(r"at ([0-9.]+) %\. ", text)[1]) / 100 if not is_counted else 0.05
    asked = questions(direction)
    tested = []
    for q, yes, no in zip(asked, holm([q[5] for q in asked]), holm([q[6] for q in asked])):
        p = yes if q[4] else no
        tested.append((q, p, "undecided" if p >= level else "yes" if q[4] else "no"))
    for (first, second, row), (q, p, outcome) in zip(rows, tested):
        what = f"{first} − {second}"
        close(claim, f"the difference {what}", row[1], q[0], 0.01)
        if not is_counted:
            close(claim, f"the standard error of {what}", row[2], q[1], 0.01)
            t, df = re.match(r"(\S+) \((\S+)\)", row[3]).groups()
            close(claim, f"t of {what}", t, q[2], 0.02)
            close(claim, f"the degrees of freedom of {what}", df, q[3], 0.01)
            close(claim, f"the corrected p of {what}", row[4], p, 0.06)
        if row[-1] != outcome:
            problems.append(f"{claim}: {what} is printed as {row[-1]}, SciPy has {outcome}")

    found = [outcome for _, _, outcome in tested]
    yes, no, open_ = (found.count(word) for word in ("yes", "no", "undecided"))
    if exists:
        verdict = "holds" if yes else "unseen"
    elif not no and not open_:
        verdict = "holds"
    else:
        verdict = "part" if yes > no else "fails" if no else "undecided"
    if WORDS[verdict] + ":" not in text:
        problems.append(f"{claim}: SciPy's verdict is “{WORDS[verdict]}”")
    print(f"{claim}: {WORDS[verdict]}, {yes} of {len(found)} pairs as claimed, {no} otherwise, {open_} undecided")


def main():
    text = PAGE.read_text()
    kinds = {re.match(r"\[(.+)\]", row[0])[1]: row[2]
             for table in tables(text.splitlines()) if "does it hold" in table[0] for row in table[1:]}
    for section in re.split(r"(?m)^## ", text)[1:]:
        claim, *lines = section.splitlines()
        check(claim, kinds[claim], lines)
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
