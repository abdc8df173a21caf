"""Computes fixtures for tokenizers by Hugging Face's tokenizers:

    /tmp/venv/bin/pip install tokenizers
    /tmp/venv/bin/python Tests/Fixtures/make_tokenizer_fixtures.py

Writes tokenizers/: vocab.json and merges.txt of byte pairs, vocab.txt of word pieces, and encoded.json, texts with the tokens
that they are cut into by both.
"""

import json
import pathlib

from tokenizers import ByteLevelBPETokenizer
from tokenizers.implementations import BertWordPieceTokenizer

FOLDER = pathlib.Path(__file__).parent
TEXTS = [
    "The cat's toy isn't here; they're at Ann's, and I'll say: it's 12:30!",
    "  two  spaces, a\ttab\n\na blank line and an end  ",
    "Crème brûlée für 3½ €, naïve “quotes” — dashes… 日本語 テスト 🙂🙂",
    "don't Don'T 'tis ''s x'y' 's",
    "the theatre there then other mother brother lower lowest newest widest",
    "",
    "unbelievablyunseenwordthatgoesonandon xyzzy _under_score a.b.c (1+2)=3",
    "\u00a0no-break\u2003em space\u200bzero",
]


def main():
    folder = FOLDER / "tokenizers"
    folder.mkdir(exist_ok=True)
    lines = (FOLDER.parent.parent / "README.md").read_text().splitlines() + TEXTS
    pairs = ByteLevelBPETokenizer()
    pairs.train_from_iterator(lines, vocab_size=500, min_frequency=2, special_tokens=["<|endoftext|>"], show_progress=False)
    pairs.save_model(str(folder))
    pieces = BertWordPieceTokenizer(lowercase=True)
    pieces.train_from_iterator(lines, vocab_size=400, min_frequency=2, show_progress=False)
    pieces.save_model(str(folder))
    rows = [
        {"text": text, "pairs": pairs.encode(text).ids, "pieces": pieces.encode(text, add_special_tokens=False).ids}
        for text in TEXTS
    ]
    (folder / "encoded.json").write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
