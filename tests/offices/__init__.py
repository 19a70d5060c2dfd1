# SPDX-License-Identifier: EUPL-1.2
"""What clerks and the coordinator do."""
