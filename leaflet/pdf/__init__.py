# SPDX-License-Identifier: EUPL-1.2
"""HTML → PDF bytes, PDF/A-2a and PDF/UA-1 at once. The only room that imports WeasyPrint."""

from leaflet.system.pango import lead_weasyprint

lead_weasyprint()  # before any file of this room imports WeasyPrint
