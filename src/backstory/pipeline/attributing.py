"""Say who published what events cite: read how citations name their publishers, weigh what that shows, decide.

What comes out depends on the archive's present citations alone, not on the order in which they came. Only what is
connected with a change is weighed again.
"""

import hashlib
from functools import cache
from importlib.resources import files

from backstory.store import Archive

_RULES = 1
"""Another number makes every archive attribute its sources anew: count on when the rules in `sources` change."""


def attribute(archive: Archive) -> int:
    """Bring publishers up to date with the citations; gives how many bylines stand for somebody else than before."""
    with archive.transaction():
        archive.forget_other_publishers(name_rules())
        unnamed = archive.unnamed_citations()
        if not unnamed and not archive.has_stale_bylines():
            return 0
        from backstory.pipeline.weighing import decide, name_citations, weigh  # the list of domains takes a while

        name_citations(archive, unnamed)
        touched = archive.stale_bylines()
        changed = archive.write_roster(weigh(archive, touched))
        used = {row.key: row for row in touched if row.uses}
        used |= {row.key: row for row in archive.bylines_asking(changed)}
        left = archive.drop_unused_bylines()
        return archive.write_publishers(decide(archive, used.values()), left=left)


@cache
def name_rules() -> str:
    """What decides who published something; the archive remembers by which rules it was decided."""
    known = files("backstory").joinpath("sources", "publishers.txt").read_text("utf-8")
    return f"{_RULES} {hashlib.blake2b(known.encode(), digest_size=8).hexdigest()}"
