"""The archive: one SQLite file with every state, event, source, entity, relation and story. The only SQL there is.

Takes states of pages with the identity of their items decided, and facts that later stages found. Gives records of
`backstory.model`, now or as of any moment. Never parses, never decides which event is which, never touches the
network.
"""

from backstory.store.archive import Archive

__all__ = ["Archive"]
