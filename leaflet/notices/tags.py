# SPDX-License-Identifier: EUPL-1.2
"""Joins the structure tree of a sheet to that of a notice (ISO 32000-1, 14.7).

A notice without tags keeps its pages untouched and is not declared tagged: screen readers would
then pass over all of it in silence. The sheet's structure goes along all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, NameTree, NumberTree, Stream, String

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pikepdf import Object, Pdf

_KEYS = ("/StructParent", "/StructParents")
_MAPS = {"/RoleMap": "/S", "/ClassMap": "/C"}
"""Which key of an element holds a name that is explained in which dictionary of the tree's root."""


def is_tagged(pdf: Pdf) -> bool:
    """Return whether a file declares that all of it is tagged."""
    return "/StructTreeRoot" in pdf.Root and bool(
        pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked")
    )


def make_room(notice: Pdf, sheet: Pdf) -> None:
    """Change keys and names of the sheet's structure so that none is the notice's as well.

    To be called before the sheet's pages are copied.
    """
    free = _first_free_key(notice)
    for owner in _with_keys(sheet):
        for key in _KEYS:
            if key in owner:
                owner[key] = int(owner[key]) + free
    tree = sheet.Root.StructTreeRoot
    moved = {key + free: value for key, value in NumberTree(tree.ParentTree).items()}
    tree.ParentTree = _numbers(sheet, moved)
    _rename_identifiers(sheet, _prefix(notice))
    for name, key in _MAPS.items():
        _rename_values(sheet, key, _renamings(_root_map(notice, name), tree.get(name)))


def join_structure(notice: Pdf, sheet: Pdf) -> None:
    """Append the sheet's structure to the notice's, once the sheet's pages are in the notice."""
    root = _root(notice)
    added = notice.copy_foreign(sheet.Root.StructTreeRoot)
    kids = _as_list(added.get("/K"))
    top = _top(root)
    for kid in kids:
        kid.P = top
        kid.Lang = kid.get("/Lang", sheet.Root.get("/Lang", String("it")))
        if top.objgen != root.objgen:
            kid.S = Name.Part  # the notice is the document now
    top.K = Array([*_as_list(top.get("/K")), *kids])
    parents = NumberTree(root.ParentTree)
    for key, value in NumberTree(added.ParentTree).items():
        parents[key] = value
        root.ParentTreeNextKey = key + 1
    root.ParentTree = parents.obj
    _add_identifiers(notice, root, kids)
    for name in _MAPS:
        _add_names(root, added, name)
    if "/Namespaces" in added:
        root.Namespaces = Array([*root.get("/Namespaces", Array()), *added.Namespaces])


def elements(pdf: Pdf) -> Iterator[Object]:
    """Yield all elements of the structure, in reading order."""
    waiting = [*reversed(_as_list(pdf.Root.StructTreeRoot.get("/K")))]
    seen = set()
    while waiting:
        element = waiting.pop()
        if isinstance(element, Dictionary) and "/S" in element and element.objgen not in seen:
            seen |= {element.objgen} if element.is_indirect else set()
            yield element
            waiting += reversed(_as_list(element.get("/K")))


def _as_list(value: Object | None) -> list[Object]:
    if value is None:
        return []
    return [*value] if isinstance(value, Array) else [value]


def _with_keys(pdf: Pdf) -> Iterator[Object]:
    """Yield whatever may have a key of the parent tree: pages, annotations and drawings."""
    for item in pdf.objects:
        if isinstance(item, (Dictionary, Stream)):
            yield item
    for page in pdf.pages:
        yield from (item for item in page.get("/Annots", ()) if not item.is_indirect)


def _first_free_key(pdf: Pdf) -> int:
    root = pdf.Root.get("/StructTreeRoot", Dictionary())
    used = [int(owner[key]) for owner in _with_keys(pdf) for key in _KEYS if key in owner]
    used += NumberTree(root.ParentTree) if "/ParentTree" in root else ()
    return max(int(root.get("/ParentTreeNextKey", 0)), max(used, default=-1) + 1, 0)


def _numbers(pdf: Pdf, values: Mapping[int, Object]) -> Object:
    tree = NumberTree.new(pdf)
    for key, value in values.items():
        tree[key] = value
    return tree.obj


def _root(pdf: Pdf) -> Object:
    """Return the root of a file's structure, made if there is none, with its parent tree."""
    if "/StructTreeRoot" not in pdf.Root:
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root = pdf.Root.StructTreeRoot
    if "/ParentTree" not in root:
        root.ParentTree = NumberTree.new(pdf).obj
    return root


def _top(root: Object) -> Object:
    """Return what the sheet goes under: the one element of the whole document, else the root.

    A root with several elements is allowed, but Poppler warns of it.
    """
    kids = _as_list(root.get("/K"))
    if len(kids) == 1 and isinstance(kids[0], Dictionary) and kids[0].is_indirect:
        roles = root.get("/RoleMap", Dictionary())
        if standard(str(kids[0].get("/S", "")), roles) == "/Document":
            return kids[0]
    return root


def standard(tag: str, roles: Object) -> str:
    """Return what a tag stands for in the end."""
    met: set[str] = set()
    while tag in roles and tag not in met:
        met.add(tag)
        tag = str(roles[tag])
    return tag


def _prefix(notice: Pdf) -> str:
    """Return how the ids of the sheet are to begin: as no id of the notice does."""
    root = notice.Root.get("/StructTreeRoot", Dictionary())
    known = [*NameTree(root.IDTree)] if "/IDTree" in root else []
    number = 1
    while any(name.startswith(f"leaflet{number}-") for name in known):
        number += 1
    return f"leaflet{number}-"


def _rename_identifiers(sheet: Pdf, prefix: str) -> None:
    """Rename the ids of elements, and where table cells name them as their headers."""
    for element in elements(sheet):
        if "/ID" in element:
            element.ID = String(f"{prefix}{element.ID}")
        for attributes in _as_list(element.get("/A")):
            if isinstance(attributes, Dictionary) and "/Headers" in attributes:
                named = [String(f"{prefix}{name}") for name in attributes.Headers]
                attributes.Headers = Array(named)


def _add_identifiers(notice: Pdf, root: Object, kids: list[Object]) -> None:
    """Enter the sheet's ids in the notice's tree of ids: WeasyPrint makes no such tree."""
    found = {str(e.ID): e for kid in kids for e in _with_id(kid)}
    if not found:
        return
    tree = NameTree(root.IDTree) if "/IDTree" in root else NameTree.new(notice)
    for name, element in found.items():
        tree[name] = element
    root.IDTree = tree.obj


def _with_id(element: Object) -> Iterator[Object]:
    if isinstance(element, Dictionary) and "/S" in element:
        if "/ID" in element:
            yield element
        for kid in _as_list(element.get("/K")):
            yield from _with_id(kid)


def _root_map(pdf: Pdf, name: str) -> Object:
    return pdf.Root.get("/StructTreeRoot", Dictionary()).get(name, Dictionary())


def _renamings(theirs: Object, ours: Object | None) -> dict[str, str]:
    """Return the names that mean something else in the notice, and new ones for the sheet."""
    renamed: dict[str, str] = {}
    for name, meaning in ({} if ours is None else ours).items():
        if name in theirs and theirs[name] != meaning:
            new = f"{name}-leaflet"
            while new in theirs:
                new += "-"
            renamed[name] = new
    return renamed


def _rename_values(sheet: Pdf, key: str, renamed: Mapping[str, str]) -> None:
    if not renamed:
        return
    names = sheet.Root.StructTreeRoot["/RoleMap" if key == "/S" else "/ClassMap"]
    for old, new in renamed.items():
        names[new] = names[old]
        del names[old]
    for element in elements(sheet):
        if key in element:
            element[key] = _rename(element[key], renamed)


def _rename(value: Object, renamed: Mapping[str, str]) -> Object:
    if isinstance(value, Array):
        return Array([_rename(one, renamed) for one in value])
    return Name(renamed.get(str(value), str(value))) if isinstance(value, Name) else value


def _add_names(root: Object, added: Object, name: str) -> None:
    for key, value in added.get(name, Dictionary()).items():
        root[name] = root.get(name, Dictionary())
        root[name][key] = value
