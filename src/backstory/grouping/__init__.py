"""Articles to happenings: which articles tell of the same event, decided one by one as they come.

Takes articles in the order of time and events that are known already; gives for each article the event it tells of, or
none. Never looks ahead, never changes what it has decided, keeps languages apart, touches no archive. The same
articles in the same order give the same answers, also where the work was broken off and taken up again.
"""

from backstory.grouping.grouping import Choice, Grouper
from backstory.grouping.likeness import FEATURES, Member, compare
from backstory.grouping.words import WordCounts, list_stems

__all__ = ["FEATURES", "Choice", "Grouper", "Member", "WordCounts", "compare", "list_stems"]
