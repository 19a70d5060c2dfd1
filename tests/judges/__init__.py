# SPDX-License-Identifier: EUPL-1.2
"""The real tools that judge a finished PDF: a validator, three readers and a code scanner.

A judge that is not installed fails the test that needs it, with a sentence that says what to
install. It never skips: a suite that judges nothing must not look green.
"""
