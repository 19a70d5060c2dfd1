# SPDX-License-Identifier: EUPL-1.2
"""What a file is that cannot be read as a table: people send what they have, under any name."""

from __future__ import annotations

import re
from typing import NamedTuple

from leaflet.problems import Message, say

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BEGINNING = 4096
"""Bytes in which a text says what it is."""


class Kind(NamedTuple):
    """What a file is, and how to go on."""

    message: Message
    hint: Message


_SAVE_AGAIN = say("open it with the program that it comes from, and save it as .xlsx, "
                  "without a password")  # fmt: skip
_ITSELF = say("what is needed is the table itself, saved as .xlsx")
EMPTY = Kind(say("it is empty"), _ITSELF)
LOCKED_WORKBOOK = Kind(say("it is protected by a password"), _SAVE_AGAIN)
DAMAGED_WORKBOOK = Kind(say("it is damaged, or not a workbook"), _SAVE_AGAIN)
NO_TEXT = Kind(say("it is neither a workbook nor text"), _SAVE_AGAIN)
_OLD = Kind(say("it is in an old format that only other programs read"), _SAVE_AGAIN)
_XML = Kind(say("it is an XML file, not a workbook"), _SAVE_AGAIN)
_WEB_PAGE = Kind(say("it is a web page that is only called a workbook"), _SAVE_AGAIN)
_NUMBERS = Kind(say("it comes from Numbers of Apple"), _SAVE_AGAIN)
_DOCUMENT = Kind(say("it is a text document, not a workbook"), _ITSELF)
_SLIDES = Kind(say("it is a presentation, not a workbook"), _ITSELF)
_BINARY = Kind(say("it is a binary workbook (.xlsb)"), _SAVE_AGAIN)
_PDF = Kind(say("it is a PDF, not a workbook"), _ITSELF)
_PICTURE = Kind(say("it is a picture, not a workbook"), _ITSELF)
_ARCHIVE = Kind(say("it is an archive with other files in it"), _ITSELF)
_LINK = Kind(say("it is only a link to a file"), _ITSELF)
_LETTER = Kind(
    say("it is a letter, not a workbook"),
    say("save what is attached to the letter, and take that"),
)

_STARTS = {
    _PDF: (b"%PDF-",),
    _DOCUMENT: (b"{\\rtf",),
    _PICTURE: (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"),
    _ARCHIVE: (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
    _LINK: (b"L\0\0\0\x01\x14\x02\0", b"[InternetShortcut]", b'{"url"'),
    _OLD: (b"ID;PWXL", b"ID;PCALC", b"ID;PSCALC", b"TABLE\r\n0,1", b"\x09\0\x04\0",
           b"\x09\x02\x06\0", b"\x09\x04\x06\0", b"\x09\x08", b"\0\0\x02\0", b"\0\0\x1a\0"),
}  # fmt: skip
_IN_ZIP = {
    b"word/document.xml": _DOCUMENT,
    b"application/vnd.oasis.opendocument.text": _DOCUMENT,
    b"ppt/presentation.xml": _SLIDES,
    b"application/vnd.oasis.opendocument.presentation": _SLIDES,
    b"xl/workbook.bin": _BINARY,
    b"Index/Document.iwa": _NUMBERS,
    b"Index.zip": _NUMBERS,
}
"""Names of parts, which stand there unpacked."""
_IN_OLE = {
    "EncryptedPackage": LOCKED_WORKBOOK,
    "WordDocument": _DOCUMENT,
    "PowerPoint Document": _SLIDES,
    "__properties_version1.0": _LETTER,
}
_END_OF_ZIP = b"PK\x05\x06"
_WORKBOOKS = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet", b"content.xml")
_SPREADSHEET_XML = ("schemas-microsoft-com:office:spreadsheet", "opendocument")
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|style)\b",
                   re.DOTALL)  # fmt: skip
_MAIL = re.compile(
    r"(?:from|to|subject|received|return-path|delivered-to|mime-version|date|message-id|x-[\w-]+):"
    r".*\n(?:[ \t].*\n)*[\w-]+:"
)
"""The first header of a letter, and the beginning of the second."""


def kind_of(data: bytes) -> Kind | None:
    """Return what the bytes are if they are no workbook and no table of text, else None."""
    if not data.strip():
        return EMPTY
    for kind, starts in _STARTS.items():
        if data.startswith(starts):
            return kind
    if data[8:12] == b"WEBP" or data[4:8] == b"ftyp":  # pictures of telephones
        return _PICTURE
    if data.startswith(ZIP):
        inside = (kind for name, kind in _IN_ZIP.items() if name in data)
        is_other = _END_OF_ZIP in data and not any(name in data for name in _WORKBOOKS)
        return next(inside, _ARCHIVE if is_other else None)
    if data.startswith(OLE):
        inside = (kind for name, kind in _IN_OLE.items() if name.encode("utf-16-le") in data)
        return next(inside, None)
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> Kind | None:
    is_wide = data.startswith(UTF_16)
    start = data[:_BEGINNING].decode("utf-16" if is_wide else "latin-1", "replace")
    text = start.removeprefix("\ufeff").removeprefix("ï»¿").lstrip().lower()
    if _HTML.match(text) or (text.startswith("<") and "<html" in text):
        return _WEB_PAGE
    if text.startswith("<"):
        return _OLD if any(name in text for name in _SPREADSHEET_XML) else _XML
    if _MAIL.match(text):
        return _WEB_PAGE if "x-document-type: workbook" in text else _LETTER
    return NO_TEXT if b"\0" in data and not is_wide else None
