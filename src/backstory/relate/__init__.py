"""Relations: which other events an event belongs with, and why.

Takes events, gives for each the best related ones with their reasons and direction. Reads no archive, keeps nothing
between calls but in an index that it is given, and never relates two events that have nothing in common a reader could
see.
"""

from backstory.relate.overview import is_current
from backstory.relate.relating import relate_events
from backstory.relate.updating import Change, relate_changed

__all__ = ["Change", "is_current", "relate_changed", "relate_events"]
