"""ptetui: what a Linux page-table entry is, bit by bit.

Bit 0 is the least significant bit everywhere, also for s390 and powerpc whose manuals count from the other end.
"""

__version__ = "0.1.0"
