"""What every record has in common."""

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen, slotted, keyword-only record. Sequences in it are tuples.

    Records never refer back to themselves, so that the cycle collector need not visit them (`gc=False`).
    """
