"""The shelf: finished answers in memory, as many as fit, all of one moment of the archive."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

from backstory.store.changes import Moment

_OVERHEAD_BYTES = 1_000
"""Of an answer beside its body: headers, key, and what Python takes for them."""

_LARGEST_SHARE = 8
"""No answer takes more than this part of the shelf."""

Headers = list[tuple[bytes, bytes]]


class Packed(NamedTuple):
    """An answer as it goes over the wire; `etag` is empty for what is not to be asked about again."""

    status: int
    headers: Headers
    body: bytes
    etag: str = ""
    modified_at: float = 0.0


class Shelf:
    """Answers by key, the least recently used go first. Belongs to one thread."""

    def __init__(self, mebibytes: int) -> None:
        self._room = mebibytes << 20
        self._taken = 0
        self._answers: OrderedDict[Hashable, Packed] = OrderedDict()
        self.moment = Moment(tick=0, token=0)

    def renew(self, moment: Moment) -> None:
        """Forget everything if the archive is not what it was."""
        if moment != self.moment:
            self.moment = moment
            self._answers.clear()
            self._taken = 0

    def get(self, key: Hashable) -> Packed | None:
        """An answer that is there."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, packed: Packed, moment: Moment | None) -> None:
        """Keep an answer made at the shelf's moment; others are not kept."""
        size = len(packed.body) + _OVERHEAD_BYTES
        if moment != self.moment or size > self._room // _LARGEST_SHARE or key in self._answers:
            return
        self._answers[key] = packed
        self._taken += size
        while self._taken > self._room:
            _, oldest = self._answers.popitem(last=False)
            self._taken -= len(oldest.body) + _OVERHEAD_BYTES

    def __len__(self) -> int:
        return len(self._answers)
