# SPDX-License-Identifier: EUPL-1.2
"""Notices of others, and the sheet that goes with each.

Nothing about the people in a notice is read, kept or shown: pages are passed on as they are, and
messages name a file, never what is in it.
"""
