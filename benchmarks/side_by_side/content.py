# SPDX-License-Identifier: EUPL-1.2
"""What a merged HTML page says, as plain data: Typst's sheet prints the same by construction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import tinyhtml5

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

Data: TypeAlias = dict[str, Any]

_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
_SPACES = re.compile(r"[ \n]+")


def content(html: str) -> tuple[Data, Data]:
    """Return what side one says, and what side two says."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    advice, contacts = root.findall("body/div")
    return _advice(advice), {**_metadata(root), **_contacts(contacts, html)}


def _metadata(root: Element) -> Data:
    named = {meta.get("name"): meta.get("content") for meta in root.iter("meta")}
    return {
        "title": root.findtext("head/title"),
        "author": named["author"],
        "subject": named["description"],
    }


def _advice(side: Element) -> Data:
    return {
        "heading": side.findtext("header/h1"),
        "others": _spans(_one(side, "titles")),
        "panels": [
            {
                **_spoken(panel),
                "heading": panel.findtext("h2"),
                "paragraphs": [
                    {"icon": _classes(part)[-1] if part.tag == "h3" else "", "runs": _runs(part)}
                    for part in panel
                    if part.tag in {"h3", "p"}
                ],
            }
            for panel in side.iter("section")
        ],
    }


def _contacts(side: Element, html: str) -> Data:
    whom = _one(side, "whom")
    drawing = _DRAWING.search(html)
    return {
        "heading": whom.findtext("h1"),
        "others": _spans(_one(whom, "others")),
        "ambito": _runs(_one(whom, "ambito")),
        "legend": [_line(item) for legend in _all(side, "legend") for item in legend],
        "qr": {"drawing": drawing[0], "alt": drawing[0].split("title>")[1][:-2]} if drawing else {},
        "general": [_general(section) for section in _all(side, "general")],
        "local": [_local(section) for section in _all(side, "local")],
        "reach": [{**_spoken(p), "runs": _runs(p)} for reach in _all(side, "reach") for p in reach],
        "calling": [
            {
                **_spoken(panel),
                "heading": panel.findtext("h2"),
                "steps": [_runs(item) for item in panel.iter("li")],
            }
            for panel in _one(side, "calling")
        ],
        "fields": [_line(field) for field in _all(side, "field")],
        "checked": [_line(p) for checked in _all(side, "checked") for p in checked],
        "source": _runs(_one(side, "source")),
        "code": _runs(_one(side, "code")),
    }


def _general(section: Element) -> Data:
    return {
        "heading": section.findtext("h2"),
        "others": [span for others in _all(section, "others") for span in _spans(others)],
        "served": "".join(text for served in _all(section, "served") for text in served.itertext()),
        "offices": [_lines(office) for office in _all(section, "office")]
        + [[_line(page)] for page in section if page.tag == "p" and "web" in _classes(page)],
    }


def _local(section: Element) -> Data:
    return {
        "heading": section.findtext("h2"),
        "others": _spans(_one(section, "others")),
        "head": ["".join(cell.itertext()) for cell in section.iter("th") if not _is_row(cell)],
        "rows": [
            {"comuni": row.findtext("th"), "cells": [_cell(cell) for cell in row.iter("td")]}
            for row in section.iterfind("table/tbody/tr")
        ],
    }


def _is_row(cell: Element) -> bool:
    return cell.get("scope") == "row"


def _cell(cell: Element) -> list[Data]:
    """Return a table cell's lines; a dash alone stands for none."""
    return _lines(cell) or [
        {"kind": "none", "icon": "", "alt": "", "spans": [{**_spoken(cell), "runs": _runs(cell)}]}
    ]


def _lines(part: Element) -> list[Data]:
    """Return the lines of a part; those in a <div> are the same sentence in each language."""
    return [
        {**_line(line), "kind": _classes(child)[-1]}
        for child in part
        for line in (child if child.tag == "div" else (child,))
    ]


def _line(part: Element) -> Data:
    icon = part.find(".//img")
    return {
        "kind": (_classes(part) or [""])[-1],
        "icon": "" if icon is None else icon.attrib["src"],
        "alt": "" if icon is None else icon.attrib["alt"],
        "spans": _spans(part),
    }


def _spans(part: Element) -> list[Data]:
    """Return what is said in each language, or the whole when nothing is marked."""
    return [{**_spoken(span), "runs": _runs(span)} for span in list(part.iter("span")) or [part]]


def _spoken(part: Element) -> Data:
    return {"lang": part.get("lang", "it"), "dir": part.get("dir", "ltr")}


def _runs(part: Element) -> list[Data]:
    """Return the texts of a part, each with its style: plain, `b` for bold, `bdi` for isolated."""
    runs = [{"text": text, "style": style, "url": url} for text, style, url in _texts(part, "", "")]
    runs = [run for run in runs if run["text"]]
    if runs:
        runs[0]["text"] = runs[0]["text"].lstrip(" ")
        runs[-1]["text"] = runs[-1]["text"].rstrip(" ")
    return runs


def _texts(part: Element, style: str, url: str) -> Iterator[tuple[str, str, str]]:
    yield _SPACES.sub(" ", part.text or ""), style, url
    for child in part:
        inner = child.tag if child.tag in {"b", "bdi"} else style
        yield from _texts(child, inner, child.get("href") or url)
        yield _SPACES.sub(" ", child.tail or ""), style, url


def _classes(part: Element) -> list[str]:
    return part.get("class", "").split()


def _all(part: Element, name: str) -> list[Element]:
    return [element for element in part.iter() if name in _classes(element)]


def _one(part: Element, name: str) -> Element:
    found = _all(part, name)
    assert len(found) == 1, (name, len(found))
    return found[0]
