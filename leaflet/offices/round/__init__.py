# SPDX-License-Identifier: EUPL-1.2
"""The four-monthly round: every office is asked to confirm its rows, and who answered is counted.

The technical table of the protocol meets every four months (art. 1); before that every row is
confirmed. Nothing here knows the time: the day is always an argument.
"""
