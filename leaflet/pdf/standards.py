# SPDX-License-Identifier: EUPL-1.2
"""Metadata and structure tree: what PDF/UA-1 wants and WeasyPrint leaves out or gets wrong."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

import pydyf
from weasyprint.pdf import tags
from weasyprint.pdf.metadata import DocumentMetadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    import weasyprint

POINTS_PER_PIXEL = 0.75
"""CSS has 96 pixels in an inch, PDF 72 points."""

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PDFUA = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
for _prefix, _uri in (
    ("pdfaExtension", _EXTENSION),
    ("pdfaSchema", _SCHEMA),
    ("pdfaProperty", _PROPERTY),
):
    register_namespace(_prefix, _uri)  # PDF/A prescribes these very prefixes


class BothStandards(DocumentMetadata):  # type: ignore[misc]  # WeasyPrint ships no types
    """Metadata that claim PDF/UA-1 beside PDF/A.

    PDF/A wants every XMP property declared, and does not know `pdfuaid`: so its extension schema
    goes along (ISO 19005-2, 6.6.2.3.3), in the same rdf:RDF element.
    """

    @classmethod
    def of(cls, metadata: DocumentMetadata) -> BothStandards:
        """Return the same metadata with both claims."""
        both = cls()
        for name, value in vars(metadata).items():
            setattr(both, name, value)
        return both

    def generate_rdf_metadata(self, *arguments: Any) -> bytes:  # noqa: ANN401  (passed through)
        """Return the XMP packet."""
        rdf = fromstring(super().generate_rdf_metadata(*arguments))  # noqa: S314  (our own XML)
        claim = SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
        SubElement(claim, f"{{{_PDFUA}}}part").text = "1"
        declaration = SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
        schemas = SubElement(declaration, f"{{{_EXTENSION}}}schemas")
        schema = _item(schemas, "Bag")
        SubElement(schema, f"{{{_SCHEMA}}}schema").text = "PDF/UA identification schema"
        SubElement(schema, f"{{{_SCHEMA}}}namespaceURI").text = _PDFUA
        SubElement(schema, f"{{{_SCHEMA}}}prefix").text = "pdfuaid"
        part = _item(SubElement(schema, f"{{{_SCHEMA}}}property"), "Seq")
        SubElement(part, f"{{{_PROPERTY}}}name").text = "part"
        SubElement(part, f"{{{_PROPERTY}}}valueType").text = "Integer"
        SubElement(part, f"{{{_PROPERTY}}}category").text = "internal"
        SubElement(part, f"{{{_PROPERTY}}}description").text = "Part of ISO 14289"
        data: bytes = tostring(rdf, encoding="utf-8")
        return data


def _item(parent: Element, kind: str) -> Element:
    members = SubElement(parent, f"{{{_RDF}}}{kind}")
    return SubElement(members, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})


@contextlib.contextmanager
def better_structure(document: weasyprint.Document) -> Iterator[None]:
    """Put into the structure tree what WeasyPrint leaves out or gets wrong.

    Language and direction: PDF/UA-1 (ISO 14289-1, 7.2) wants each change of language marked, and
    screen readers choose their voice by it. Places of pictures: WeasyPrint writes CSS pixels from
    the top, where PDF counts points from the bottom. The private function is the only place that
    sees element and tag together.
    """
    build = tags._build_box_tree  # noqa: SLF001  (see above)

    def build_better(box: Any, parent: Any, pdf: Any, page: int, *rest: Any) -> Iterator[Any]:  # noqa: ANN401
        attributes = {} if box.element is None else box.element.attrib
        for element in build(box, parent, pdf, page, *rest):
            if "lang" in attributes:
                element["Lang"] = pydyf.String(attributes["lang"])
            if attributes.get("dir") == "rtl" and "A" not in element:
                layout = {"O": "/Layout", "WritingMode": "/RlTb"}
                element["A"] = pydyf.Dictionary(layout)
            if element["S"] == "/Figure" and box.element is not None:
                _place(element, box, document.pages[page].height)
            yield element

    tags._build_box_tree = build_better  # noqa: SLF001
    try:
        yield
    finally:
        tags._build_box_tree = build  # noqa: SLF001


def _place(figure: Any, box: Any, page_height: float) -> None:  # noqa: ANN401
    left, top = box.content_box_x(), box.content_box_y()
    corners = (left, page_height - top - box.height, left + box.width, page_height - top)
    figure["A"]["BBox"] = pydyf.Array(corner * POINTS_PER_PIXEL for corner in corners)
