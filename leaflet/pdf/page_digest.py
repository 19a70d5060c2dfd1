# SPDX-License-Identifier: EUPL-1.2
"""What a page of a PDF is, whatever file it stands in: a digest of all that makes up its looks.

Merging, linearising, decrypting and naming a file anew leave the digest as it is; one glyph, one
line or one link that differs changes it. What is digested, in this order:

- the visible box of the page, to a hundredth of a point;
- the tokens of its content, each name of a resource replaced by the digest of what it stands for:
  fonts with the outlines of their letters, widths and texts, images with their decoded samples,
  forms with their own content;
- its annotations with what they look like and where they lead: a telephone number can be tapped.

A font counts by what it draws (`pdf/outlines.py`): each system cuts the same font in its own way.
Digests are kept in histories for good: whoever changes what is digested makes old sheets look
altered, and has to keep this way of digesting beside the new one. So is the first way, for which a
font was the bytes of its file; digests of today's begin with `SECOND_WAY`.

How the page is turned for reading does not count, nor does a field for a signature that shows
nothing, or that lies wholly in the margin, where no sheet has anything (see `MARGIN`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from leaflet.pdf.outlines import write_outlines
from leaflet.problems import LeafletError, Message, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    Box: TypeAlias = tuple[float, float, float, float]

MARGIN = 22.0
"""Points at each side and at the head of a page where no sheet prints anything: almost 8 mm.

At its foot there is the imprint.
"""
LARGEST_PAGE = 2_000_000
"""Bytes of the streams of one page: a sheet has a twentieth of that, so larger ones are not ours.

It also keeps a file made to fill the memory from doing so: qpdf expands no stream before this.
"""
DEEPEST = 30
DAMAGED = say("it is damaged: parts of it cannot be read")

_HEADER_WITHIN = 1024
"""Bytes in which readers look for the header (ISO 32000-1, annex H)."""
_BEGINNINGS: Mapping[bytes, Message] = {
    b"PK\x03\x04": say("it is a document of an office program, or an archive"),
    b"\xd0\xcf\x11\xe0": say("it is a document of an old office program"),
    b"\xff\xd8\xff": say("it is a picture"),
    b"\x89PNG": say("it is a picture"),
    b"II*\x00": say("it is a picture"),
    b"MM\x00*": say("it is a picture"),
    b"{\\rtf": say("it is a document of a word processor"),
}
"""How files begin that people take for PDFs."""
_SCHEME = b"leaflet page 1\n"
SECOND_WAY = "p2-"
"""How a digest of today's way begins; one of the first way is hexadecimal throughout."""
_KINDS = {
    "/ColorSpace",
    "/ExtGState",
    "/Font",
    "/Pattern",
    "/Properties",
    "/Shading",
    "/XObject",
}
"""Resources that the content of a page names."""
_TOKEN = re.compile(
    rb"%[^\r\n]*"  # a comment
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"  # a string, with brackets in it
    rb"|<<|>>|<[^<>]*>|[\[\]{}]|/[^\x00\t\n\f\r ()<>\[\]{}/%]*"
    rb"|[^\x00\t\n\f\r ()<>\[\]{}/%]+"  # a number or an operator
    rb"|[^\x00\t\n\f\r ]",  # what belongs nowhere; PDF does not know all blanks of Python
    re.DOTALL,
)
_PACKING = {"/Length", "/Filter", "/DecodeParms", "/F", "/FFilter", "/FDecodeParms", "/DL"}
"""How a stream is stored; what is stored is digested itself."""
_BESIDE = {"/StructParent", "/StructParents", "/Metadata", "/PieceInfo", "/LastModified", "/Parent"}
"""Keys that say where in its file something stands, or who wrote it, and not what it looks like."""
_SEEN = ("/Subtype", "/AP", "/AS", "/Contents", "/QuadPoints", "/C", "/Border", "/BS", "/OC", "/AA")
"""Keys of an annotation that people see, or that do something."""
_DEFAULTS = ("/DefaultCMYK", "/DefaultGray", "/DefaultRGB")
"""Colour spaces that stand for plain colours without being named where those are used."""
_HIDDEN, _PRINTED, _NO_VIEW = 1 << 1, 1 << 2, 1 << 5
"""Flags of an annotation; without a view on the screen it may still be printed."""


class _NotOursError(Exception):
    """A page holds what no sheet has: there is no need to know more."""


@dataclass(frozen=True, slots=True)
class Document:
    """What tells whether a file has pages of ours: the digests of each, none where none can be.

    `title` and `creator` are what the file says of itself; both are hints, nothing more.
    `runs_programs`: it does something by itself when it is opened, printed or closed.
    """

    pages: tuple[frozenset[str], ...]
    title: str = ""
    creator: str = ""
    runs_programs: bool = False


def no_pdf(data: bytes) -> Message | None:
    """Return what a file is instead of a PDF; None when it begins like one."""
    if b"%PDF-" in data[:_HEADER_WITHIN]:
        return None
    if not data:
        return say("it is not a PDF: it is empty")
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return say("it is not a PDF: {kind}", kind=kind)
    return say("it is not a PDF")


def read_document(data: bytes) -> Document:
    """Return the digests of the pages of a PDF, and what it says of itself.

    Raises LeafletError when it is no PDF, is damaged beyond repair, or needs a password.
    """
    with _open(data) as pdf:
        digests = tuple(digests_of(pdf.pages))
        title, creator = _info_text(pdf, "/Title"), _info_text(pdf, "/Creator")
        return Document(digests, title, creator, _runs_programs(pdf))


@contextlib.contextmanager
def _open(data: bytes) -> Iterator[pikepdf.Pdf]:
    if kind := no_pdf(data):
        raise LeafletError(kind)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        message = say("the file is locked with a password")
        raise LeafletError(message, say("open it with the password, save it without")) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        raise LeafletError(DAMAGED) from None


def _runs_programs(pdf: pikepdf.Pdf) -> bool:
    """Return whether the file, or one of its pages, does more by itself than to show a place."""
    opening, names = pdf.Root.get("/OpenAction"), pdf.Root.get("/Names", Dictionary())
    acts = isinstance(opening, Dictionary) and (
        opening.get("/S") != pikepdf.Name.GoTo or "/Next" in opening
    )
    owners = [pdf.Root, *(page.obj for page in pdf.pages)]
    return acts or "/JavaScript" in names or any("/AA" in owner for owner in owners)


def page_digests(data: bytes) -> tuple[str, ...]:
    """Return the digest of each page of a PDF, in today's way, "" where none can be.

    Raises LeafletError as `read_document` does.
    """
    with _open(data) as pdf:
        return tuple(_digest_pages(pdf.pages, _Canon(by_outlines=True)))


def font_names(page: pikepdf.Page) -> set[str]:
    """Return the names of the fonts that a page has, without the marks of what is left of them."""
    resources = _inherited_value(page.obj, "/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    if not isinstance(fonts, Dictionary):
        return set()
    known = (font for font in fonts.values() if isinstance(font, Dictionary))
    names = (str(font.get("/BaseFont", "")) for font in known)
    return {name.rpartition("+")[2].lstrip("/") for name in names if name}


def _info_text(pdf: pikepdf.Pdf, key: str) -> str:
    info = pdf.trailer.get("/Info")
    return str(info[key]) if isinstance(info, Dictionary) and key in info else ""


def digests_of(pages: Iterable[pikepdf.Page]) -> Iterator[frozenset[str]]:
    """Yield the digests of each of these pages of one file in both ways, none where none can be."""
    pages = list(pages)
    ways = (_digest_pages(pages, canon) for canon in (_Canon(), _Canon(by_outlines=True)))
    for both in zip(*ways, strict=True):
        yield frozenset(both) - {""}


def _digest_pages(pages: Iterable[pikepdf.Page], canon: _Canon) -> Iterator[str]:
    """Yield the digest of each page in one way, "" where none can be."""
    for page in pages:
        try:
            yield canon.page(page.obj)
        except (_NotOursError, pikepdf.PdfError, ValueError, TypeError, AttributeError):
            yield ""


class _Canon:
    """Writes what it is given in the one way in which it can be compared.

    What several pages of one file share is digested once. `by_outlines` tells today's way from the
    first one.
    """

    def __init__(self, *, by_outlines: bool = False) -> None:
        self._by_outlines = by_outlines
        self._digests: dict[tuple[int, int], bytes] = {}

    def page(self, page: pikepdf.Object) -> str:
        """Return the digest of a page; raises _NotOursError when no sheet can have such a page."""
        resources = _inherited_value(page, "/Resources")
        if not isinstance(resources, Dictionary) or "/Font" not in resources:
            raise _NotOursError
        _weigh(page, resources)
        box = _visible(page)
        total = hashlib.sha256(_SCHEME)
        total.update(" ".join(f"{side:.2f}" for side in box).encode())
        total.update(self._content(b"\n".join(_contents(page)), resources, 0))
        for annotation in page.get("/Annots", ()):
            total.update(self._annotation(annotation, box))
        digest = total.hexdigest()
        return SECOND_WAY + digest[len(SECOND_WAY) :] if self._by_outlines else digest

    def _content(self, data: bytes, resources: pikepdf.Object, depth: int) -> bytes:
        """Return the digest of what a page or form draws, with what it draws it with.

        Each kind of token is brought into its one form once: there are few, used again and again.
        """
        tokens: list[bytes] = _TOKEN.findall(data)
        if b"BI" in tokens:  # samples among the operators, which no sheet has: take it as it is
            return hashlib.sha256(data).digest()
        plain = {
            token: self._token(token, resources, depth) if token[:1] in b"/(<%" else token
            for token in set(tokens)
        }
        digest = hashlib.sha256(b" ".join(map(plain.__getitem__, tokens)))
        digest.update(self._defaults(resources, depth))
        return digest.digest()

    def _defaults(self, resources: pikepdf.Object, depth: int) -> bytes:
        """Return what stands for plain colours instead of themselves: nothing, on a sheet."""
        spaces = resources.get("/ColorSpace", Dictionary())
        return b"".join(
            key.encode() + self.of(spaces[key], depth + 1) for key in _DEFAULTS if key in spaces
        )

    def _token(self, token: bytes, resources: pikepdf.Object, depth: int) -> bytes:
        match token[:1]:
            case b"/":
                return self._digest_operand(token, resources, depth)
            case b"(" | b"<" if len(token) > 1 and token != b"<<":
                return b"<" + bytes(pikepdf.Object.parse(token)).hex().encode() + b">"
            case b"%":
                return b""
            case _:
                return token

    def _digest_operand(self, token: bytes, resources: pikepdf.Object, depth: int) -> bytes:
        """Return a name, or the digests of the resources that it stands for."""
        name = str(pikepdf.Object.parse(token))
        meant = [
            kind.encode() + self.of(named[name], depth + 1).hex().encode()
            for kind, named in resources.items()
            if kind in _KINDS and name in named
        ]
        return b"".join(meant) or name.encode()

    def of(self, thing: pikepdf.Object, depth: int) -> bytes:
        """Return the digest of anything that a page uses, and of all that it uses itself."""
        if depth > DEEPEST:
            raise _NotOursError
        place = getattr(thing, "objgen", (0, 0))
        if place != (0, 0) and place in self._digests:
            return self._digests[place]
        digest = hashlib.sha256(self._write_object(thing, depth)).digest()
        if place != (0, 0):
            self._digests[place] = digest
        return digest

    def _write_object(self, thing: pikepdf.Object, depth: int) -> bytes:
        if isinstance(thing, Stream):
            return b"stream" + self._keys(thing, depth) + self._data(thing, depth)
        if self._by_outlines and (outlines := _outlines_of(thing)):
            return b"font" + self._keys(thing, depth, "/FontDescriptor") + outlines
        if isinstance(thing, Dictionary):
            return b"dictionary" + self._keys(thing, depth)
        if isinstance(thing, Array):
            written = thing.unparse()
            if b" R" not in written:  # nothing in it stands elsewhere: the quick way
                return bytes(written)
            return b"array" + b"".join(self.of(item, depth + 1) for item in thing)
        unparse = getattr(thing, "unparse", None)  # numbers come as those of Python
        return bytes(unparse(resolved=True)) if unparse else repr(thing).encode()

    def _keys(self, things: pikepdf.Object, depth: int, *apart: str) -> bytes:
        """Return what a dictionary has, but for some keys that are written apart.

        Of a form's resources only those that its content names.
        """
        beside = {*_PACKING, *_BESIDE, *apart, *(("/Resources",) if _is_form(things) else ())}
        return b"".join(
            key.encode() + b" " + self.of(things[key], depth + 1)
            for key in sorted(things.keys())
            if key not in beside
        )

    def _data(self, stream: Stream, depth: int) -> bytes:
        if _is_form(stream):
            resources = stream.get("/Resources", Dictionary())
            return self._content(stream.read_bytes(), resources, depth)
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError:  # qpdf does not expand photographs: they are compared as they are
            data = stream.read_raw_bytes()
        return hashlib.sha256(data).digest()

    def _annotation(self, annotation: pikepdf.Object, box: Box) -> bytes:
        """Return the digest of what an annotation shows and where it leads, if it shows anything.

        A note laid over a number hides it; so whatever is to be seen on the page counts.
        """
        rectangle = _rectangle(annotation.get("/Rect"))
        if _is_hidden(int(annotation.get("/F", 0))) or _is_beside(annotation, rectangle, box):
            return b""
        seen = b"".join(
            key.encode() + self.of(annotation[key], 1) for key in _SEEN if key in annotation
        )
        place = " ".join(f"{side:.2f}" for side in rectangle).encode()
        return hashlib.sha256(place + seen + self._action(annotation)).digest()

    def _action(self, annotation: pikepdf.Object) -> bytes:
        """Return where a link leads; a place in the same file is nothing to compare."""
        action = annotation.get("/A")
        if not isinstance(action, Dictionary):
            return b""
        address = action.get("/URI")
        leads = bytes(address) if address is not None else b""
        then = b"then" + self.of(action.Next, 1) if "/Next" in action else b""
        return str(action.get("/S")).encode() + leads + then


def _outlines_of(font: pikepdf.Object) -> bytes:
    """Return what the letters of a font of our sheets look like, those that have a width in it.

    WeasyPrint writes the widths of the letters that it draws. Empty for any other font, and where
    the file of the font is more than outlines: then each byte counts.
    """
    if not isinstance(font, Dictionary) or font.get("/Subtype") != Name.CIDFontType2:
        return b""
    descriptor, widths = font.get("/FontDescriptor"), font.get("/W")
    if not isinstance(descriptor, Dictionary) or not isinstance(widths, Array):
        return b""
    files = [key for key in dict(descriptor) if key.startswith("/FontFile")]
    if files != ["/FontFile2"]:
        return b""
    codes = _drawn_codes(widths)
    table = font.get("/CIDToGIDMap")
    if isinstance(table, Stream):  # see text_per_code.py; the table itself is digested, too
        numbers = table.read_bytes()
        codes = {int.from_bytes(numbers[2 * code : 2 * code + 2], "big") for code in codes}
    elif table != Name.Identity:
        return b""
    return write_outlines(descriptor.FontFile2.read_bytes(), codes) or b""


def _drawn_codes(widths: Array) -> set[int]:
    """Return the codes of what has a width: `first [width width …]`, repeated."""
    rest = iter(widths)
    pairs = zip(rest, rest, strict=True)
    return {int(first) + i for first, several in pairs for i in range(len(several))}


def _is_form(thing: pikepdf.Object) -> bool:
    return isinstance(thing, Stream) and thing.get("/Subtype") == Name.Form


def _inherited_value(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """Return an attribute of a page, or of the group of pages that it is in."""
    node: pikepdf.Object | None = page
    for _ in range(DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _weigh(page: pikepdf.Object, resources: pikepdf.Object) -> None:
    """Turn away a page that is too large to be ours, before anything of it is expanded."""
    contents = page.get("/Contents", ())
    streams = list(contents) if isinstance(contents, Array) else [contents]
    streams += list(resources.get("/XObject", {}).values())
    sizes = (len(stream.read_raw_bytes()) for stream in streams if isinstance(stream, Stream))
    if sum(sizes) > LARGEST_PAGE:
        raise _NotOursError


def _contents(page: pikepdf.Object) -> Iterator[bytes]:
    contents = page.get("/Contents", Array())
    for stream in contents if isinstance(contents, Array) else (contents,):
        yield stream.read_bytes()


def _rectangle(array: pikepdf.Object | None) -> Box:
    """Return left, bottom, right and top of a rectangle, whichever corners it is written with."""
    if not isinstance(array, Array):
        raise _NotOursError
    x, y, other_x, other_y = (float(side) for side in array)
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def _visible(page: pikepdf.Object) -> Box:
    media = _rectangle(_inherited_value(page, "/MediaBox"))
    crop = _inherited_value(page, "/CropBox")
    if crop is None:
        return media
    left, bottom, right, top = _rectangle(crop)
    return (
        max(left, media[0]),
        max(bottom, media[1]),
        min(right, media[2]),
        min(top, media[3]),
    )


def _is_hidden(flags: int) -> bool:
    """Return whether an annotation is seen neither on the screen nor on paper."""
    return bool(flags & _HIDDEN or (flags & _NO_VIEW and not flags & _PRINTED))


def _is_beside(annotation: pikepdf.Object, rectangle: Box, box: Box) -> bool:
    """Return whether an annotation is a field for a signature, in the margin or seen nowhere.

    Others count wherever they are: readers draw a note larger than its place, which may be a point.
    """
    left, bottom, right, top = rectangle
    field = annotation if "/FT" in annotation else annotation.get("/Parent", Dictionary())
    if annotation.get("/Subtype") != Name.Widget or field.get("/FT") != Name.Sig:
        return False
    is_outside = right <= box[0] or left >= box[2] or top <= box[1] or bottom >= box[3]
    in_margin = right <= box[0] + MARGIN or left >= box[2] - MARGIN or bottom >= box[3] - MARGIN
    return left == right or bottom == top or is_outside or in_margin


_A_CODE = r"\b([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})\b"
_CODE = re.compile(
    rf"Codice\s+del\s+foglio\W{{1,4}}{_A_CODE}|Codice/\S+\s+{_A_CODE}|{_A_CODE}\s+Codice/"
)
"""The imprint of a sheet: codes elsewhere, in the text of a notice, are only talked about.

In several languages it says «Codice/Code/…», before the code or, to PDFium, behind it.
"""


def page_texts(data: bytes) -> tuple[str, ...]:
    """Return the text of each page, as PDFium extracts it: a hint to what the page was.

    Empty when PDFium cannot read the file.
    """
    import pypdfium2  # noqa: PLC0415  (needed only for pages that are not known)

    try:
        with pypdfium2.PdfDocument(data) as document:
            return tuple(page.get_textpage().get_text_bounded() for page in document)
    except pypdfium2.PdfiumError:
        return ()


def printed_codes(text: str) -> tuple[str, ...]:
    """Return the version codes in the imprints of a page."""
    return tuple(dict.fromkeys("".join(found) for found in _CODE.findall(text)))
