# SPDX-License-Identifier: EUPL-1.2
"""Real faults: kills, full and read-only disks, dying workers, Ctrl-C, a cluster that fails."""
