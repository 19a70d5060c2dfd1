# SPDX-License-Identifier: EUPL-1.2
"""Run by the system's Python, beside LibreOffice: opens files, types into cells, and saves them."""

import json
import sys
import time
from typing import Any

import uno  # Debian's python3-uno
from com.sun.star.beans import PropertyValue

SECONDS = 120


def properties(**values: object) -> tuple[PropertyValue, ...]:
    """Return named values as LibreOffice takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def desktop(pipe: str) -> Any:  # noqa: ANN401  (LibreOffice ships no types)
    """Wait until LibreOffice listens, and return what opens its files."""
    local = uno.getComponentContext()
    name = "com.sun.star.bridge.UnoUrlResolver"
    resolver = local.ServiceManager.createInstanceWithContext(name, local)
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            name = "com.sun.star.frame.Desktop"
            return there.ServiceManager.createInstanceWithContext(name, there)
        except Exception:  # uno's own kinds, while it is starting
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> None:
    """Do the jobs that the first argument tells, then end LibreOffice."""
    order = json.loads(sys.argv[1])
    office = desktop(order["pipe"])
    for job in order["jobs"]:
        url = uno.systemPathToFileUrl(job["source"])
        book = office.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        for sheet, cell, text in job["edits"]:
            place = book.Sheets.getByName(sheet) if sheet else book.Sheets.getByIndex(0)
            place.getCellRangeByName(cell).FormulaLocal = text
        saving = properties(FilterName=job["filter"], FilterOptions=job["options"])
        if job["data"]:
            data = uno.Any("[]com.sun.star.beans.PropertyValue", properties(**job["data"]))
            saving += (PropertyValue("FilterData", 0, data, 0),)
        book.storeToURL(uno.systemPathToFileUrl(job["target"]), saving)
        book.close(True)  # noqa: FBT003  (LibreOffice's own call)
    office.terminate()


main()
