# SPDX-License-Identifier: EUPL-1.2
"""Puts the fonts of more scripts beside those of Latin and Arabic: `typefaces.py FOLDER`.

The folder has the files of the packages that `leaflet/system/typefaces/README.md` names, under any
name: they are known by their digests. All are taken as they are, but for the Chinese ones, which
are cut to the characters of GB 2312 with their signs, and to what Italian names need: a fifth is
left. The same files give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from leaflet.system.files import write_atomically
from leaflet.system.fonts import TYPEFACES

SOURCES = """\
9bb35b3547829ecc42041b6017e87fd4c5f1da1edcd00f59171777050f346018 NotoSansBengali-Regular.ttf
22c9ff99baca4d31c531ce450a1369beed889467e1ad964f4b8a6f810aa46955 NotoSansBengali-Bold.ttf
31f83eec724a27779d1434afc84beabee239c0ff77dc8d04bee9f49c60b23fdd NotoSansSinhala-Regular.ttf
9ac3c2da2562fd3ce449e600a9954a3c5dad982145c85159449fe1c31f648a6e NotoSansSinhala-Bold.ttf
360220888c7519d127c143d0a830d187dd41e184036508a868dd89e6cbfc7521 NotoNastaliqUrdu-Regular.ttf
0f76cabd37fb8a5458eae1cd143d2fff3101b4d19448d13373e30c0407ba56a7 NotoNastaliqUrdu-Bold.ttf
d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16 NotoSansSC-Regular.ttf
9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96 NotoSansSC-Bold.ttf
"""
"""The digest of each file that is taken, and the name that it gets."""
CUT = "NotoSansSC-"
_ROWS = (*range(0xA1, 0xAA), *range(0xB0, 0xF8))
"""Of GB 2312: signs, then characters."""


def main() -> int:
    """Write each font; fail when one is not in the folder."""
    [folder] = map(Path, sys.argv[1:])
    files = [path.read_bytes() for path in sorted(folder.rglob("*.ttf"))]
    found = {hashlib.sha256(data).hexdigest(): data for data in files}
    for line in SOURCES.splitlines():
        digest, name = line.split()
        data = found[digest]
        write_atomically(TYPEFACES / name, cut(data) if name.startswith(CUT) else data)
    return 0


def characters() -> set[int]:
    """Return what Chinese, and a name of Italy in it, is written with."""
    pairs = (bytes([row, cell]) for row in _ROWS for cell in range(0xA1, 0xFF))
    chinese = {ord(sign) for pair in pairs for sign in pair.decode("gb2312", "ignore")}
    return chinese | {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’“”•…€")}


def cut(data: bytes) -> bytes:
    """Return a font with these characters alone, for lines that run from left to right."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    kept = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
    options = Options(layout_features=kept, hinting=False)
    options.drop_tables += ["BASE", "STAT", "vhea", "vmtx"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
