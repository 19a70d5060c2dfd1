# SPDX-License-Identifier: EUPL-1.2
"""Manual pages of what only a network can show (`leaflet.rules.online`)."""

from __future__ import annotations

FROM_ASKING = (
    """E010: the domain of an e-mail address accepts no mail.

    Found only by `leaflet validate --online`. The domain does not exist, has no server, or says
    that it takes no mail (RFC 7505): whatever is sent there comes back or is lost. Mostly the
    domain is misspelt, or the office has a new one.

    A name server that is silent proves nothing: then nothing is reported.
    """,
    """L010: a web page answers with an error, or not at all.

    Found only by `leaflet validate --online`. The page was asked for twice, first for its head
    only. Open it in a browser: pages move, and servers have bad days.

    A server that turns programs away (401, 403, 429, 503…) proves nothing: then nothing is
    reported.
    """,
    """L011: a web page has moved to another host for good.

    Found only by `leaflet validate --online`. The server says (301 or 308) that the page has a new
    address. The old one works until somebody turns it off: write the new one. Only a note.
    """,
)
"""Pages in the form of a rule's docstring."""
