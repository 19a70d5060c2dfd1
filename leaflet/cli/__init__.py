# SPDX-License-Identifier: EUPL-1.2
"""The command line: parse, call one function, print, exit."""
