# SPDX-License-Identifier: EUPL-1.2
"""The parts of `benchmarks/peers.py`: the same sheets, made in several ways and measured."""
