"""Identity: which item of a page's new state is which event, through rewording, moving, removal and return.

Takes parsed items and the events known of that page and its neighbours, gives ids, addresses and heirs. Pure: reads
no archive, keeps nothing; the same input gives the same ids.
"""

from backstory.identity.heirs import find_heirs
from backstory.identity.matching import match_items, match_moved, match_same
from backstory.identity.naming import make_id, make_key_id, make_path

__all__ = ["find_heirs", "make_id", "make_key_id", "make_path", "match_items", "match_moved", "match_same"]
