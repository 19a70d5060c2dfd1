# SPDX-License-Identifier: EUPL-1.2
"""Appends a sheet to a notice whose own pages, bookmarks, forms and metadata stay as they are."""

from __future__ import annotations

import io
import itertools
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pikepdf import (
    Array,
    Dictionary,
    Name,
    NameTree,
    ObjectStreamMode,
    Page,
    Pdf,
    StreamDecodeLevel,
    String,
)

from leaflet.notices.conformance import claims_of, drop_claims, reasons_against
from leaflet.notices.intake import ODDITIES, MustNotChange
from leaflet.notices.tags import is_tagged, join_structure, make_room
from leaflet.problems import LeafletError, Message, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Object

_UNTAGGED = say("the notice has no tags: screen readers read the sheet in it without its headings")
_ODD = say("printed on both sides, the sheet begins on the back of the notice's last page; "
           "--both-sides puts a blank page before it")  # fmt: skip
_WITH_BLANK = say("a blank page stands before the sheet, which is so a leaf of its own")
_RANGE_TAKEN = say("the notice named the pages to print, without the sheet: that was taken away")
_SIGNED, _END = b"/ByteRange", b"%%EOF"


@dataclass(frozen=True, slots=True)
class JoinedNotice:
    """A notice with its sheet, and what is worth knowing about it."""

    data: bytes
    remarks: tuple[Message, ...]


def leaf_remark(*, both_sides: bool) -> Message:
    """Return what is said of a notice with an odd number of pages that was joined so."""
    return _WITH_BLANK if both_sides else _ODD


def join_notice(
    notice: Pdf, sheet_data: bytes, *, both_sides: bool = False
) -> JoinedNotice | MustNotChange:
    """Return the notice followed by the sheet: the same bytes whenever the two are the same.

    With `both_sides` a blank page makes the sheet a leaf of its own where the notice needs it.

    The notice is changed in memory only. What the result claims to be (PDF/A, PDF/UA) it is, as
    far as can be told without a validator; else the claim is dropped, and a remark says so. A
    notice whose inner parts are of other kinds than they must be cannot be joined. A signature of
    the sheet holds for that file alone, and is left out.
    """
    with (
        Pdf.open(io.BytesIO(_strip_signature(sheet_data))) as sheet,
        warnings.catch_warnings(action="ignore"),  # such as of fields that no form has
    ):
        try:
            return _join(notice, sheet, both_sides=both_sides)
        except ODDITIES:
            return MustNotChange(
                say("the inner structure of the notice is not as the standard wants it")
            )


def join_leaflets(sheet: bytes, more: bytes) -> bytes:
    """Return a sheet followed by another leaflet of ours, with the claims of both."""
    with Pdf.open(io.BytesIO(_strip_signature(sheet))) as first:
        joined = join_notice(first, more)
    if isinstance(joined, MustNotChange):
        raise LeafletError(joined.reason)
    return joined.data


def _strip_signature(sheet_data: bytes) -> bytes:
    """Return a sheet as it was before it was signed: signatures are added behind its end."""
    if _SIGNED not in sheet_data:
        return sheet_data
    return sheet_data[: sheet_data.index(_END) + len(_END)]


def _join(notice: Pdf, sheet: Pdf, *, both_sides: bool) -> JoinedNotice:
    claimed, sheet_claims, was_tagged = claims_of(notice), claims_of(sheet), is_tagged(notice)
    leaf = (leaf_remark(both_sides=both_sides),) if len(notice.pages) % 2 else ()
    if leaf and both_sides:
        _append_blank_page(notice)
    _append(notice, sheet)
    freed = (_RANGE_TAKEN,) if _print_all(notice, len(sheet.pages)) else ()
    found = reasons_against(notice, claimed, sheet_claims)
    drop_claims(notice, claimed, found)
    remarks = (*found.remarks(), *(() if was_tagged else (_UNTAGGED,)), *leaf, *freed)
    return JoinedNotice(_save(notice, sheet), remarks)


def _append_blank_page(notice: Pdf) -> None:
    """Append a page like the last one, with nothing but the mark that there is nothing to read."""
    last = notice.pages[-1]
    blank = Dictionary(
        Type=Name.Page,
        MediaBox=last.mediabox,
        Rotate=int(last.get("/Rotate", 0)),
        Resources=Dictionary(),
        Contents=notice.make_stream(b"/Artifact BMC EMC"),
    )
    notice.pages.append(Page(notice.make_indirect(blank)))


def _print_all(notice: Pdf, added: int) -> bool:
    """Take away the range of pages to print if the last, `added` ones are not all in it."""
    wishes = notice.Root.get("/ViewerPreferences", Dictionary())
    if "/PrintPageRange" not in wishes:
        return False
    ends = [int(number) for number in wishes.PrintPageRange]
    ranges = [range(first, last + 1) for first, last in itertools.pairwise(ends)][::2]
    count = len(notice.pages)
    if all(any(page in pages for pages in ranges) for page in range(count - added + 1, count + 1)):
        return False
    del wishes["/PrintPageRange"]
    return True


def _append(notice: Pdf, sheet: Pdf) -> None:
    drop_claims(sheet, claims_of(sheet), None)
    make_room(notice, sheet)
    first = len(notice.pages)
    notice.add_pages_from(sheet, forms="strip")
    described = notice.copy_foreign(sheet.Root.Metadata)
    for page in [*notice.pages][first:]:
        page.obj.Metadata = described
    join_structure(notice, sheet)
    if "/Outlines" in sheet.Root:
        _append_bookmarks(notice, sheet, first)
    _append_attachments(notice, sheet)


def _append_bookmarks(notice: Pdf, sheet: Pdf, first: int) -> None:
    """Put the sheet's bookmarks after the notice's, under one that bears the sheet's title."""
    items = notice.copy_foreign(sheet.Root.Outlines)
    if "/First" not in items:
        return
    if "/Outlines" not in notice.Root:
        notice.Root.Outlines = notice.make_indirect(Dictionary(Type=Name.Outlines))
    outlines = notice.Root.Outlines
    branch = notice.make_indirect(_branch(notice, sheet, items, first))
    for item in _siblings(items.First):
        item.Parent = branch
    branch.Parent = outlines
    if "/First" in outlines:
        *_, last = _siblings(outlines.First)  # what /Last says is wrong in some files
        branch.Prev, last.Next = last, branch
    else:
        outlines.First = branch
    outlines.Last = branch
    outlines.Count = max(int(outlines.get("/Count", 0)), 0) + 1


def _branch(notice: Pdf, sheet: Pdf, items: Object, first: int) -> Dictionary:
    shown = abs(int(items.get("/Count", 1)))
    title = sheet.docinfo.get("/Title", String("Cosa fare in caso di sfratto"))
    place = Array([notice.pages[first].obj, Name.Fit])
    return Dictionary(
        Title=String(str(title)), Dest=place, First=items.First, Last=items.Last, Count=-shown
    )


def _siblings(item: Object) -> Iterator[Object]:
    """Yield bookmarks, each once, also where the last one leads back to another."""
    seen = {item.objgen}
    yield item
    while "/Next" in item and item.Next.objgen not in seen:
        item = item.Next
        seen.add(item.objgen)
        yield item


def _append_attachments(notice: Pdf, sheet: Pdf) -> None:
    """Carry over the files that are attached to the sheet, under names that are still free."""
    names = sheet.Root.get("/Names", Dictionary())
    if "/EmbeddedFiles" not in names:
        return
    tree = _attachments(notice)
    for name, described in NameTree(names.EmbeddedFiles).items():
        free = str(name)
        while free in tree:
            free = "leaflet-" + free
        tree[free] = notice.copy_foreign(sheet.make_indirect(described))


def _attachments(pdf: Pdf) -> NameTree:
    if "/Names" not in pdf.Root:
        pdf.Root.Names = pdf.make_indirect(Dictionary())
    if "/EmbeddedFiles" not in pdf.Root.Names:
        pdf.Root.Names.EmbeddedFiles = NameTree.new(pdf).obj
    return NameTree(pdf.Root.Names.EmbeddedFiles)


def _save(pdf: Pdf, sheet: Pdf) -> bytes:
    """Return the file; what is packed stays as it is, no clock or chance is asked.

    Small objects are packed together: the tags of a sheet alone would be 100 kB otherwise.
    """
    written = io.BytesIO()
    pdf.save(
        written,
        compress_streams=True,
        stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.generate,
        min_version=sheet.pdf_version,
        fix_metadata_version=False,
        deterministic_id=True,
    )
    return written.getvalue()
