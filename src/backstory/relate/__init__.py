"""Relations: which other events an event belongs with, and why.

Takes events, gives for each the best related ones with their reasons and direction. Reads no archive, keeps nothing
between calls but in an index that it is given, and never relates two events that have nothing in common a reader could
see.
"""

from typing import TYPE_CHECKING

from backstory.loading import load_lazily
from backstory.relate.version import is_current

if TYPE_CHECKING:
    from backstory.relate.relating import relate_events
    from backstory.relate.updating import Change, relate_changed

_MODULES = {"Change": "updating", "relate_changed": "updating", "relate_events": "relating"}

__all__ = ["Change", "is_current", "relate_changed", "relate_events"]

# numpy and scipy take most of a second to load.
__getattr__ = load_lazily(__name__, _MODULES)
