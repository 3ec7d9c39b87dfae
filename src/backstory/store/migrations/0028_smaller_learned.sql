-- What an event's words and links were counted for is one value. `backstory.store.converting` fills the table.

CREATE TEMP TABLE old_learned AS SELECT event, seen, links, entities FROM learned;
DROP TABLE learned;

CREATE TABLE learned (                -- what each event has been counted for, so that it can be taken back
    event INTEGER PRIMARY KEY REFERENCES events (key),
    counted BLOB NOT NULL             -- MessagePack, three lists: anchors; anchor, entity and dot of each link; entities
) STRICT;
