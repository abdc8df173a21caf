"""Draws the data set `glyphs`: the letters A to Z in many typefaces, 16×16 pixels of grey, from fonts that Debian 12 packages.

    mkdir /tmp/fonts && cd /tmp/fonts && apt-get download $(python3 …/Tests/Fixtures/make_glyphs.py --packages)
    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install pillow fonttools numpy
    /tmp/venv/bin/python Tests/Fixtures/make_glyphs.py /tmp/fonts

Nothing is installed: the packages are unpacked beside themselves. Writes Sources/Datasets/Data/glyphs-*.gz and
LICENCE-glyphs.txt, which names every family with its package, version, licence and copyright.

A family is a typeface with its weights, widths and close relatives, such as Liberation and Arimo, which have the same outlines.
One family in five is for testing, by a hash of its name. Of each family at most 8 faces are drawn, spread over those there are;
faces whose 26 letters equal another's to the pixel are left out. Written with Pillow 12.3 and FreeType 2.14.
"""

import gzip
import hashlib
import io
import pathlib
import re
import struct
import subprocess
import sys

OFL, APACHE, MIT, VERA, PUBLIC, BSD = "OFL-1.1", "Apache-2.0", "MIT", "Bitstream Vera", "public domain", "BSD"
# Read in each package's copyright file; what is found there must say so too.
EVIDENCE = {
    OFL: r"open font licen[sc]e|OFL", APACHE: r"apache", MIT: r"MIT|expat|permission is hereby granted", VERA: r"vera",
    PUBLIC: r"public.domain", BSD: r"BSD|redistribution and use"}
PACKAGES = {
    OFL: """allerta anonymous-pro arapey averia-gwf averia-sans-gwf averia-serif-gwf b612 bajaderka bebas-neue blankenburg bwht
    cabin cabinsketch cantarell cardo century-catalogue cherrybomb cmu comfortaa comic-neue compagnon courier-prime croscore
    crosextra-carlito dancingscript dkg-handwriting dosis dotgothic16 ebgaramond elstob essays1743 eurofurence evertype-conakry
    fantasque-sans firacode gamaliel gemunu-libre georgewilliams gfs-artemisia gfs-baskerville gfs-bodoni-classic gfs-didot
    gfs-neohellenic gfs-olga gfs-theokritos gnutypewriter gotico-antiqua hermit hosny-amiri humor-sans inconsolata inter joscelyn
    junction junicode jura karla karmilla kaushanscript klaudia-berenika klee kristi lato ldco le-murmure league-mono
    league-spartan leckerli-one lemonada levien-museum levien-typoscript liberation2 linuxlibertine lobster lobstertwo lohit-deva
    manrope millimetre monofur monoid mononoki morisawa-bizud-gothic mplus nanum nanum-extra national-park noto-core noto-mono
    okolaks oldstandard opendin play quattrocento quicksand radisnoir rampart reggae rit-sundar rocknroll senamirmir-washra
    sil-alkalami sil-andika sil-charis sil-doulos sil-galatia sil-gentium sil-gentiumplus sil-harmattan sil-sophia-nubian sixtyfour
    smc-chilanka smc-gayathri smc-karumbi smc-keraleeyam smc-manjari smc-uroob smiley-sans solide-mirage sora stick stix
    tomsontalks train ubuntu-title uniol vollkorn woowa-bm yanone-kaffeesatz yrsa-rasa yusei-magic""".split(),
    APACHE: "clear-sans crosextra-caladea jetbrains-mono open-sans roboto-slab roboto-unhinted".split(),
    MIT: "agave fanwood hack-ttf lindenhill roadgeek routed-gothic".split(),
    VERA: "dejavu-core dejavu-extra".split(),
    PUBLIC: "goudybookletter mph-2b-damase prociono tuffy".split(),
    BSD: "dclfonts go".split(),
}
LICENCE = {f"fonts-{name}": licence for licence, names in PACKAGES.items() for name in names}
# Close relatives, by the first words of a family's name.
RELATIVES = {
    "Arimo": "Liberation", "Tinos": "Liberation", "Cousine": "Liberation", "Carlito": "Lato", "Karmilla": "Karla",
    "Hack": "DejaVu", "Open": "Noto", "Lohit": "Noto", "Roboto Slab": "Roboto Slab", "Linux": "Libertine", "Sophia": "Galatia",
    "EB": "EB Garamond", "Old": "Old Standard", "Courier": "Courier Prime", "CabinSketch": "Cabin", "M": "M PLUS",
    "Mplus": "M PLUS", "Rasa": "Yrsa", "Klaudia": "Berenika", "monofur": "eurofurence", "unifur": "eurofurence",
    "NanumGothicCoding": "NanumGothic", "NanumSquareRound": "NanumSquare", "NanumSquare_ac": "NanumSquare",
}
# Not letters alone, but keys and ornaments with letters on them.
LEFT_OUT = ("Keyboard", "Initials")
SIZE, INK, FACES = 16, 14, 8
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DATA = pathlib.Path(__file__).resolve().parent.parent.parent / "Sources" / "Datasets" / "Data"


def family_of(name):
    """"Noto Serif Display" is of Noto, "CMU Typewriter Text" of CMU."""
    for start, group in RELATIVES.items():
        if name == start or name.startswith(start + " "):
            return group
    words = re.sub(r"\b(GFS|TeX Gyre|BIZ UD|SIL|Linux)\b", "", name).split()
    return words[0] if words else name.split()[0]


def unpacked(folder):
    """Of each package: its name, version, fonts and copyright file."""
    for deb in sorted(folder.glob("*.deb")):
        name, version = subprocess.run(
            ["dpkg-deb", "-W", "--showformat", "${Package} ${Version}", deb], check=True, capture_output=True, text=True
        ).stdout.split()
        if name not in LICENCE:
            continue
        root = folder / "unpacked" / name
        if not root.exists():
            subprocess.run(["dpkg-deb", "-x", deb, root], check=True)
        fonts = sorted(path for path in root.rglob("*") if path.suffix.lower() in (".ttf", ".otf") and not path.is_symlink())
        files = sorted(root.glob("usr/share/doc/*/copyright*"))
        text = (gzip.open if files[0].suffix == ".gz" else open)(files[0], "rb").read().decode("utf-8", "replace")
        if not re.search(EVIDENCE[LICENCE[name]], text, re.I):
            sys.exit(f"{name}: its copyright file does not mention {LICENCE[name]}")
        yield name, version, fonts


def drawn(path):
    """The 26 letters as [26, 16, 16] bytes, 0 paper to 255 ink, all at one scale; None where one is not there."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    big = 128
    font = ImageFont.truetype(str(path), big)
    boxes = [font.getbbox(letter) for letter in LETTERS]
    if any(x1 <= x0 or y1 <= y0 for x0, y0, x1, y1 in boxes):
        return None
    tall = sorted(y1 - y0 for _, y0, _, y1 in boxes)[13]
    letters = []
    for letter, (x0, y0, x1, y1) in zip(LETTERS, boxes):
        # One scale for a face, and a smaller one for a letter that is too wide for it.
        scale = min(12 / tall, INK / (x1 - x0), INK / (y1 - y0))
        canvas = Image.new("L", (x1 - x0, y1 - y0), 0)
        ImageDraw.Draw(canvas).text((-x0, -y0), letter, 255, font=font)
        width, height = max(1, round((x1 - x0) * scale)), max(1, round((y1 - y0) * scale))
        small = canvas.resize((width, height), Image.BOX)
        image = Image.new("L", (SIZE, SIZE), 0)
        image.paste(small, ((SIZE - width) // 2, (SIZE - height) // 2))
        letters.append(np.asarray(image))
    letters = np.stack(letters)
    # 16 greys are as good as 256 here, and take half the room.
    return (np.round(letters / 17) * 17).astype(np.uint8)


def names(font):
    table = font["name"]
    def text(*ids):
        return next((str(table.getDebugName(i)).strip() for i in ids if table.getDebugName(i)), "")
    return text(16, 1), text(0)


def idx(name, array):
    kind = struct.pack(">BBBB", 0, 0, 8, array.ndim) + b"".join(struct.pack(">I", n) for n in array.shape)
    file = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(kind + array.tobytes())
    (DATA / name).write_bytes(file.getvalue())


def collect(folder):
    """Families by name: their faces, and where they come from."""
    from fontTools.ttLib import TTFont

    families, seen = {}, set()
    for package, version, paths in unpacked(folder):
        for path in paths:
            font = TTFont(path, lazy=True)
            if "name" not in font:
                continue
            family, notice = names(font)
            letters = font.getBestCmap() or {}
            if not family or any(word in family for word in LEFT_OUT):
                continue
            if any(ord(letter) not in letters for letter in LETTERS):
                continue
            image = drawn(path)
            if image is None or len({letter.tobytes() for letter in image}) < 26 or image.tobytes() in seen:
                continue
            seen.add(image.tobytes())
            entry = families.setdefault(family_of(family), {"faces": [], "sources": {}})
            entry["faces"].append(image)
            entry["sources"].setdefault((family, package, version), notice)
    return families


def main(folder):
    import numpy as np

    families = collect(folder)
    parts = {"train": [], "test": []}
    for name in sorted(families):
        is_test = hashlib.sha256(name.encode()).digest()[0] < 51
        parts["test" if is_test else "train"].append(name)
    for part, chosen in parts.items():
        images, labels, groups = [], [], []
        for number, name in enumerate(chosen):
            faces = families[name]["faces"]
            kept = [faces[i * len(faces) // min(FACES, len(faces))] for i in range(min(FACES, len(faces)))]
            images += kept
            labels += [np.arange(26, dtype=np.uint8)] * len(kept)
            groups += [number] * 26 * len(kept)
        idx(f"glyphs-{part}-images-idx3-ubyte.gz", np.concatenate(images))
        idx(f"glyphs-{part}-labels-idx1-ubyte.gz", np.concatenate(labels))
        idx(f"glyphs-{part}-families-idx1-ubyte.gz", np.array(groups, dtype=np.uint8))
        print(part, len(chosen), "families", len(images), "faces")
    (DATA / "LICENCE-glyphs.txt").write_text(licences(families, parts))


def licences(families, parts):
    lines = [
        "The images of the data set glyphs were drawn with the fonts below, from packages of Debian 12, by",
        "Tests/Fixtures/make_glyphs.py. Each line: typeface | package and version | licence | copyright notice of the font.", ""]
    for part, title in (("train", "To train with"), ("test", "To test with")):
        lines += [title, ""]
        for name in parts[part]:
            lines.append(name)
            for (family, package, version), notice in sorted(families[name]["sources"].items()):
                notice = " ".join(notice.split())[:160]
                lines.append(f"  {family} | {package} {version} | {LICENCE[package]} | {notice or 'Copyright: see the package'}")
        lines.append("")
    for licence in ("OFL", "APACHE", "VERA", "MIT", "BSD"):
        text = (pathlib.Path(__file__).resolve().parent / "glyph-licences" / f"{licence}.txt").read_text()
        lines += ["-" * 80, text.strip(), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["--packages"]:
        print(" ".join(sorted(LICENCE)))
    else:
        main(pathlib.Path(sys.argv[1]).resolve())
