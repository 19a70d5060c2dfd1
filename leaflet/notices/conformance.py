# SPDX-License-Identifier: EUPL-1.2
"""May the joined file claim to be PDF/A and PDF/UA, as the notice does?

No validator runs here: a claim stays only when notice and sheet both make it and nothing that
can be seen speaks against it. The rules are few and strict, so they may drop a claim that would
hold; that a claim which stays does hold is what the tests ask veraPDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Stream, parse_content_stream

from leaflet.notices.tags import elements, is_tagged, standard
from leaflet.problems import Message, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object, Pdf

_PDFA, _UA = ("pdfaid:part", "pdfaid:conformance"), ("pdfuaid:part",)
_MORE_OF_PDFA = ("pdfaid:amd", "pdfaid:corr", "pdfaid:rev")
_UA_NAMESPACE = b"http://www.aiim.org/pdfua/ns/id/"
_PARTS = {"2", "3"}
"""Parts of PDF/A in which a sheet (PDF/A-2a) may stand; part 1 knows no transparency."""
_RGB = 3
_PRINT, _UNSEEN = 4, 1 | 2 | 32
"""Flags of annotations: printed; invisible, hidden, not viewed (ISO 32000-1, table 165)."""
_FONTS = {Name.Type1, Name.MMType1, Name.TrueType, Name.CIDFontType0, Name.CIDFontType2}
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_ACTIONS = {Name.GoTo, Name.GoToR, Name.GoToE, Name.URI, Name.Named, Name.Thread, Name.SubmitForm}
_PROGRAMS = {
    *(Name.JavaScript, Name.Launch, Name.Sound, Name.Movie, Name.ResetForm, Name.ImportData),
    *(Name.Hide, Name.SetOCGState, Name.Rendition, Name.Trans, Name.GoTo3DView),
}
"""Actions that PDF/A forbids; `_ACTIONS` are all that it knows."""
_BARE = {Name.Link, Name.Popup}
"""Kinds of annotations that need no appearance of their own."""
_HEADINGS = {f"/H{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class Claims:
    """Which standards a file says it keeps to: `part` and `level` of PDF/A, part of PDF/UA."""

    part: str = ""
    level: str = ""
    ua: str = ""


@dataclass(frozen=True, slots=True)
class ReasonsAgainst:
    """Why a claim that the notice made is dropped; None: it stays, or there was none."""

    pdfa: Message | None
    ua: Message | None

    def remarks(self) -> Iterator[Message]:
        """Yield a sentence for each claim that is dropped."""
        if self.pdfa:
            yield say("the notice was PDF/A, the result is not: {reason}", reason=self.pdfa)
        if self.ua:
            yield say("the notice was PDF/UA, the result is not: {reason}", reason=self.ua)


def claims_of(pdf: Pdf) -> Claims:
    """Return what a file claims in its metadata."""
    if "/Metadata" not in pdf.Root:
        return Claims()
    metadata = pdf.open_metadata()
    values = [str(metadata.get(name, "")).strip() for name in (*_PDFA, *_UA)]
    return Claims(values[0], values[1].upper(), values[2])


def drop_claims(pdf: Pdf, claims: Claims, reasons: ReasonsAgainst | None) -> None:
    """Take claims out of a file's metadata: those with a reason; all when `reasons` is None."""
    names: tuple[str, ...] = ()
    if claims.part and (reasons is None or reasons.pdfa):
        names += (*_PDFA, *_MORE_OF_PDFA)
    if claims.ua and (reasons is None or reasons.ua):
        names += (*_UA, "pdfuaid:amd", "pdfuaid:rev")
    if not names:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for name in names:
            if name in metadata:
                del metadata[name]


def reasons_against(pdf: Pdf, notice: Claims, sheet: Claims) -> ReasonsAgainst:
    """Return what speaks against the notice's claims, now that the sheet is in it."""
    faults = [*_faults(pdf, notice)] if notice.part or notice.ua else []
    ua = [*_against_ua(pdf, notice, sheet), *faults] if notice.ua else []
    pdfa = [*_against_pdfa(pdf, notice, sheet), *faults] if notice.part else []
    if notice.part and notice.ua and not ua and not _declares_ua(pdf):
        pdfa.append(say("its metadata are not as PDF/A wants them"))
    return ReasonsAgainst(next(iter(pdfa), None), next(iter(ua), None))


def _declares_ua(pdf: Pdf) -> bool:
    """Return whether the metadata explain the claim of PDF/UA, which PDF/A does not know."""
    return pdf.Root.Metadata.read_bytes().count(_UA_NAMESPACE) > 1


def _against_pdfa(pdf: Pdf, notice: Claims, sheet: Claims) -> Iterator[Message]:
    if notice.part not in _PARTS:
        yield say("the sheet is PDF/A-2, the notice PDF/A-{part}", part=notice.part)
    if sheet.part not in _PARTS:
        yield say("the sheet is not PDF/A")
    if not _has_one_rgb_intent(pdf):
        yield say("the notice is meant for other colours than the sheet")
    if notice.level == "A" and not is_tagged(pdf):
        yield say("the notice has no tags")
    if "/EmbeddedFiles" in pdf.Root.get("/Names", Dictionary()) and notice.part != "3":
        yield say("files are attached to the notice")


def _has_one_rgb_intent(pdf: Pdf) -> bool:
    """Return whether colours without profile, such as the sheet's, are meant as RGB."""
    intents = [i for i in pdf.Root.get("/OutputIntents", ()) if i.get("/S") == Name.GTS_PDFA1]
    profiles = {i.DestOutputProfile.objgen: i for i in intents if "/DestOutputProfile" in i}
    return len(profiles) == 1 and all(
        i.DestOutputProfile.get("/N") == _RGB for i in profiles.values()
    )


def _faults(pdf: Pdf, notice: Claims) -> Iterator[Message]:
    """Yield what neither standard allows anywhere in a file, and files happen to have."""
    if pdf.Root.get("/AcroForm", Dictionary()).get("/NeedAppearances", False):
        yield say("its form is drawn anew by each program")
    opening = pdf.Root.get("/OpenAction", Array())
    runs = isinstance(opening, Dictionary) and opening.get("/S") not in _ACTIONS
    if runs or "/JavaScript" in pdf.Root.get("/Names", Dictionary()) or "/AA" in pdf.Root:
        yield say("it runs a program when it is opened")
    if _lacks_a_font(pdf):
        yield say("a font is not in the file")
    for item in pdf.objects:
        if isinstance(item, (Dictionary, Stream)):
            yield from _faults_of(item)
    for page in pdf.pages:
        for annotation in page.get("/Annots", ()):
            yield from _faults_of_annotation(annotation, notice)


def _lacks_a_font(pdf: Pdf) -> bool:
    """Return whether a font is used that is not in the file; one that is only named does no harm.

    Which resources belong to which contents is not followed: what has the name of one that is used
    counts as used.
    """
    objects = [item for item in pdf.objects if isinstance(item, (Dictionary, Stream))]
    missing = {item.objgen for item in objects if _is_missing_font(item)}
    if not missing:
        return False
    drawing = (item for item in objects if isinstance(item, Stream) and _draws(item))
    procedures = (one for item in objects for one in item.get("/CharProcs", Dictionary()).values())
    used = {
        str(step.operands[0])
        for contents in (*pdf.pages, *drawing, *procedures)
        for step in parse_content_stream(contents, "Tf")
    }
    return any(
        font.objgen in missing
        for item in objects
        for name, top in _fonts_named(item)
        if not name or name in used
        for font in (top, *top.get("/DescendantFonts", ()))
    )


def _is_missing_font(item: Object) -> bool:
    if item.get("/Type") != Name.Font or item.get("/Subtype") not in _FONTS:
        return False
    return not any(key in item.get("/FontDescriptor", Dictionary()) for key in _FONT_FILES)


def _draws(stream: Object) -> bool:
    return stream.get("/Subtype") == Name.Form or "/PatternType" in stream


def _fonts_named(item: Object) -> Iterator[tuple[str, Object]]:
    """Yield the fonts that an object or its resources name; "" is the name in a graphics state."""
    for owner in (item, item.get("/Resources", Dictionary())):
        fonts = owner.get("/Font") if isinstance(owner, (Dictionary, Stream)) else None
        if isinstance(fonts, Dictionary):
            yield from (
                (name, font) for name, font in fonts.items() if isinstance(font, Dictionary)
            )
        if isinstance(fonts, Array):  # of a graphics state
            yield "", fonts[0]
        states = owner.get("/ExtGState") if isinstance(owner, (Dictionary, Stream)) else None
        for state in states.values() if isinstance(states, Dictionary) else ():
            if "/Font" in state:
                yield "", state.Font[0]


def _faults_of(item: Object) -> Iterator[Message]:
    if item.get("/S") in _PROGRAMS:
        yield say("it runs a program when it is opened")
    if isinstance(item, Stream):
        filters = item.get("/Filter", Array())
        names = {*filters} if isinstance(filters, Array) else {filters}
        if names & {Name.LZWDecode, Name.Crypt} or "/F" in item:
            yield say("a part of it is packed in a way that PDF/A does not allow")
        if item.get("/ColorSpace") == Name.DeviceCMYK:
            yield say("the notice is meant for other colours than the sheet")


def _faults_of_annotation(annotation: Object, notice: Claims) -> Iterator[Message]:
    kind, flags = annotation.get("/Subtype"), int(annotation.get("/F", 0))
    if kind != Name.Popup and notice.part and (not flags & _PRINT or flags & _UNSEEN):
        yield say("a link or field of it is not printed")
    if kind not in _BARE and "/AP" not in annotation:
        yield say("a field of it has no fixed appearance")
    if "/A" in annotation and annotation.A.get("/S") not in _ACTIONS:
        yield say("it runs a program when it is opened")


def _against_ua(pdf: Pdf, notice: Claims, sheet: Claims) -> Iterator[Message]:
    if notice.ua != "1" or sheet.ua != "1":
        yield say("the sheet is PDF/UA-1, the notice PDF/UA-{part}", part=notice.ua)
    if not is_tagged(pdf) or pdf.Root.MarkInfo.get("/Suspects", False):
        yield say("the notice has no tags")
        return
    shown = pdf.Root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False)
    if not shown or not pdf.open_metadata().get("dc:title") or "/Lang" not in pdf.Root:
        yield say("the notice has no title or language")
    if any(key in pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary()) for key in _HEADINGS):
        yield say("its tags mean something else than they should")
    yield from _against_tags(pdf)
    yield from _against_order(pdf)


def _against_tags(pdf: Pdf) -> Iterator[Message]:
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
    level, tags = 0, set()
    for element in elements(pdf):
        tag = standard(str(element.S), roles)
        tags.add(tag)
        if tag in {"/Figure", "/Formula"} and not ("/Alt" in element or "/ActualText" in element):
            yield say("a picture has no description")
        if tag == "/Note" and "/ID" not in element:
            yield say("its tags mean something else than they should")
        if _HEADINGS.get(tag, 0) > level + 1:
            yield say("its headings skip a level")
        level = _HEADINGS.get(tag, level)
    if "/H" in tags:
        yield say("its headings have no levels, those of the sheet do")


def _against_order(pdf: Pdf) -> Iterator[Message]:
    for page in pdf.pages:
        seen = [a for a in page.get("/Annots", ()) if a.get("/Subtype") != Name.Popup]
        if seen and page.get("/Tabs") != Name.S:
            yield say("links and fields have no reading order")
        for annotation in seen:
            is_link = annotation.get("/Subtype") == Name.Link
            if "/StructParent" not in annotation or (is_link and "/Contents" not in annotation):
                yield say("a link or field has no description")
