# SPDX-License-Identifier: EUPL-1.2
"""Worksheets for LibreOffice, written part by part.

The libraries for this format know neither drop-down lists nor frozen rows, nor how a sheet is
printed: with them, all of this would be XML written by hand as well.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from leaflet.offices.workbook import styles as looks
from leaflet.offices.workbook.columns import CONFERMA, GIORNI

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from leaflet.offices.workbook.columns import Placed
    from leaflet.offices.workbook.export import Grid

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"),
        ("table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"),
        ("text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"),
        ("style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"),
        ("fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"),
        ("number", "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"),
        ("meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("config", "urn:oasis:names:tc:opendocument:xmlns:config:1.0"),
        ("ooo", "http://openoffice.org/2004/office"),
        ("of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2"),
        ("manifest", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSION = 'office:version="1.3"'
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Of the zip format: parts carry no time, so that the same list gives the same bytes."""
_CM_PER_CHARACTER = 0.2
_ROWS_AT_MOST = 1000


def write(grids: Sequence[Grid]) -> bytes:
    """Return the workbook; all of its cells are text, so none can be a formula."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("mimetype", _KIND),
            ("content.xml", _content(grids)),
            ("styles.xml", _styles()),
            ("settings.xml", _settings(grids)),
            ("meta.xml", _meta()),
            ("META-INF/manifest.xml", _manifest()),
        ):
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(part, text)
    return file.getvalue()


def _document(name: str, body: str) -> str:
    return f"{_HEAD}<office:{name} {_NAMESPACES} {_VERSION}>{body}</office:{name}>"


def _content(grids: Sequence[Grid]) -> str:
    widths = sorted({placed.column.width for grid in grids for placed in grid.columns})
    styles = "".join((*_cell_styles(), *map(_column_style, widths), *_row_styles(), _SHEET_STYLE))
    validations = "".join(text for grid in grids for text in _validations(grid))
    sheets = "".join(_sheet(grid) for grid in grids)
    return _document(
        "document-content",
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        "<office:body><office:spreadsheet>"
        f"<table:content-validations>{validations}</table:content-validations>{sheets}"
        "</office:spreadsheet></office:body>",
    )


_SHEET_STYLE = (
    '<style:style style:name="sheet" style:family="table" style:master-page-name="Default">'
    '<style:table-properties table:display="true"/></style:style>'
)


def _cell_styles() -> Iterator[str]:
    yield '<number:text-style style:name="as-text"><number:text-content/></number:text-style>'
    for name, look in looks.LOOKS.items():
        box = f"0.5pt solid {looks.LINES}" if look.is_boxed else "none"
        yield (
            f'<style:style style:name="{name}" style:family="table-cell"'
            ' style:data-style-name="as-text">'
            f'<style:table-cell-properties fo:background-color="{look.ground or "transparent"}"'
            f' fo:border="{box}" fo:wrap-option="{"wrap" if look.wraps else "no-wrap"}"'
            f' style:vertical-align="{"middle" if look.is_centred else "top"}"'
            ' fo:padding="0.05cm"/>'
            f'<style:text-properties style:font-name="{looks.FONT}" fo:font-size="{look.size}pt"'
            f' fo:color="{look.colour}" fo:font-weight="{"bold" if look.is_bold else "normal"}"'
            f' fo:font-style="{"italic" if look.is_italic else "normal"}"'
            ' fo:language="it" fo:country="IT"/></style:style>'
        )


def _column_style(width: int) -> str:
    return (
        f'<style:style style:name="column-{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * _CM_PER_CHARACTER:.2f}cm"/>'
        "</style:style>"
    )


def _row_styles() -> Iterator[str]:
    for row, height in enumerate(looks.HEIGHTS):
        yield (
            f'<style:style style:name="row-{row}" style:family="table-row">'
            f'<style:table-row-properties style:row-height="{height}pt"'
            ' style:use-optimal-row-height="false"/></style:style>'
        )
    yield (
        '<style:style style:name="row" style:family="table-row">'
        '<style:table-row-properties style:use-optimal-row-height="true"/></style:style>'
    )


def _validations(grid: Grid) -> Iterator[str]:
    for choices, values in (("comuni", grid.comuni), ("giorni", GIORNI), ("conferma", CONFERMA)):
        listed = ";".join('"' + value.replace('"', '""') + '"' for value in values)
        title, message = looks.REMARKS[choices]
        kind = "stop" if choices == "conferma" else "warning"
        yield (
            f"<table:content-validation table:name={quoteattr(_choices_name(grid, choices))}"
            f" table:condition={quoteattr(f'of:cell-content-is-in-list({listed})')}"
            ' table:allow-empty-cell="true" table:display-list="unsorted"'
            f" table:base-cell-address={quoteattr(_address(grid))}>"
            f'<table:error-message table:message-type="{kind}" table:display="true"'
            f" table:title={quoteattr(title)}>{_paragraphs(message)}</table:error-message>"
            "</table:content-validation>"
        )


def _choices_name(grid: Grid, choices: str) -> str:
    return f"{choices} {grid.name}"


def _address(grid: Grid) -> str:
    return f"'{grid.name}'.A{looks.FIRST_ROW + 1}"


def _sheet(grid: Grid) -> str:
    columns = [_column(placed) for placed in grid.columns]
    first, others = columns[0], "".join(columns[1:])
    rest = _ROWS_AT_MOST - looks.FIRST_ROW - len(grid.rows)
    return (
        f'<table:table table:name={quoteattr(grid.name)} table:style-name="sheet">'
        f"<table:table-header-columns>{first}</table:table-header-columns>{others}"
        f"{_line(0, 'title', grid.title)}{_line(1, 'how_to', looks.HOW_TO)}"
        f"<table:table-header-rows>{_headings(grid)}</table:table-header-rows>"
        f"{''.join(_row(grid, row) for row in grid.rows)}"
        f"{_row(grid, {}) * looks.NEW_ROWS}{_row(grid, {}, max(looks.ROOM_BELOW, rest), 'plain')}"
        "</table:table>"
    )


def _column(placed: Placed) -> str:
    hidden = ' table:visibility="collapse"' if placed.column.look == "hidden" else ""
    return f'<table:table-column table:style-name="column-{placed.column.width}"{hidden}/>'


def _line(number: int, look: str, text: str) -> str:
    cell = _cell("plain", "") * looks.TITLE_COLUMN + _cell(look, text)
    return f'<table:table-row table:style-name="row-{number}">{cell}</table:table-row>'


def _headings(grid: Grid) -> str:
    headings = "".join(_cell("heading", placed.heading) for placed in grid.columns)
    below = "".join(_cell("instruction", placed.column.instruction) for placed in grid.columns)
    return (
        f'<table:table-row table:style-name="row-{looks.HEADINGS}">{headings}</table:table-row>'
        f'<table:table-row table:style-name="row-{looks.HEADINGS + 1}">{below}</table:table-row>'
    )


def _row(grid: Grid, row: Mapping[tuple[str, int], str], times: int = 1, look: str = "") -> str:
    cells = "".join(
        _cell(look or placed.column.look, row.get(placed.key, ""), _choices(grid, placed))
        for placed in grid.columns
    )
    repeated = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f'<table:table-row table:style-name="row"{repeated}>{cells}</table:table-row>'


def _choices(grid: Grid, placed: Placed) -> str:
    choices = placed.column.choices
    return _choices_name(grid, choices) if choices else ""


def _cell(look: str, text: str, choices: str = "") -> str:
    attributes = f' table:style-name="{look}"'
    if choices:
        attributes += f" table:content-validation-name={quoteattr(choices)}"
    if not text:
        return f"<table:table-cell{attributes}/>"
    kind = ' office:value-type="string"'
    return f"<table:table-cell{attributes}{kind}>{_paragraphs(text)}</table:table-cell>"


def _paragraphs(text: str) -> str:
    """Return the text, its lines one below the other; spaces that XML would join stay apart."""
    lines = (escape(line.replace("\t", " ")) for line in text.split("\n"))
    kept = (re.sub(r"^ | $|(?<= ) ", "<text:s/>", line) for line in lines)
    return "".join(f"<text:p>{line}</text:p>" for line in kept)


def _styles() -> str:
    return _document(
        "document-styles",
        f'<office:font-face-decls><style:font-face style:name="{looks.FONT}"'
        f' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
        f' svg:font-family="{looks.FONT}"/></office:font-face-decls>'
        '<office:styles><style:style style:name="Default" style:family="table-cell"/>'
        "</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="page"><style:page-layout-properties'
        ' fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"'
        ' fo:margin-left="1cm" fo:margin-right="1cm" fo:margin-top="1.3cm"'
        ' fo:margin-bottom="1cm" style:scale-to-X="2" style:scale-to-Y="0"/>'
        "<style:header-style/><style:footer-style>"
        '<style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.3cm"/>'
        "</style:footer-style></style:page-layout></office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Default"'
        ' style:page-layout-name="page"><style:header style:display="false"/><style:footer>'
        "<style:region-left><text:p>Ambito <text:sheet-name>?</text:sheet-name></text:p>"
        "</style:region-left><style:region-right><text:p>Pagina <text:page-number>1"
        "</text:page-number> di <text:page-count>1</text:page-count></text:p>"
        "</style:region-right></style:footer></style:master-page></office:master-styles>",
    )


def _settings(grids: Sequence[Grid]) -> str:
    """Return where each sheet is frozen: LibreOffice keeps that apart from the cells."""
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(grid.name)}>"
        f"{_item('HorizontalSplitMode', 'short', 2)}{_item('VerticalSplitMode', 'short', 2)}"
        f"{_item('HorizontalSplitPosition', 'int', 1)}"
        f"{_item('VerticalSplitPosition', 'int', looks.FIRST_ROW)}"
        f"{_item('ActiveSplitRange', 'short', 3)}{_item('PositionLeft', 'int', 0)}"
        f"{_item('PositionRight', 'int', 1)}{_item('PositionTop', 'int', 0)}"
        f"{_item('PositionBottom', 'int', looks.FIRST_ROW)}</config:config-item-map-entry>"
        for grid in grids
    )
    return _document(
        "document-settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{_item('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{tables}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>",
    )


def _item(name: str, kind: str, value: object) -> str:
    return (
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
    )


def _meta() -> str:
    title = f"<dc:title>{looks.TITLE}</dc:title>"
    return _document("document-meta", f"<office:meta>{title}</office:meta>")


def _manifest() -> str:
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (
            ("/", _KIND),
            *((f"{name}.xml", "text/xml") for name in ("content", "styles", "settings", "meta")),
        )
    )
    return (
        f'{_HEAD}<manifest:manifest {_NAMESPACES} manifest:version="1.3">{parts}'
        "</manifest:manifest>"
    )
