# SPDX-License-Identifier: EUPL-1.2
"""HTML → PDF bytes, PDF/A-2a and PDF/UA-1 at once. The only room that imports WeasyPrint."""

from leaflet.pdf.library_names import skip_search

skip_search()  # before any file of this room imports WeasyPrint
