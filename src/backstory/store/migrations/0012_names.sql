-- What words name which entities: learned from live events' headlines and links, for linking plain text. It can be made
-- again from the events at any time. Folding words and finding them is `backstory.entities`' work.

CREATE TABLE anchors (
    key INTEGER PRIMARY KEY,
    words TEXT NOT NULL,              -- folded, a blank between
    shape TEXT NOT NULL,              -- a, A or AA: lower case, capitalised, all capitals
    linked INTEGER NOT NULL DEFAULT 0, -- events that link them
    seen INTEGER NOT NULL DEFAULT 0,  -- events whose headline has them, not merely inside a longer link
    dots INTEGER NOT NULL DEFAULT 0,  -- links that end in a dot, less those that do not
    UNIQUE (words, shape)
) STRICT;

CREATE TABLE anchor_targets (
    anchor INTEGER NOT NULL REFERENCES anchors (key),
    entity INTEGER NOT NULL REFERENCES entities (key),
    uses INTEGER NOT NULL DEFAULT 0,
    is_name INTEGER NOT NULL DEFAULT 0, -- its title, or one that redirects to it
    PRIMARY KEY (anchor, entity)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity_counts (          -- events that link an entity; 0 stands for all events
    entity INTEGER PRIMARY KEY,
    events INTEGER NOT NULL
) STRICT;

CREATE TABLE learned (                -- what each event has been counted for, so that it can be taken back
    event INTEGER PRIMARY KEY REFERENCES events (key),
    seen BLOB NOT NULL,               -- keys of anchors, four bytes each
    links TEXT NOT NULL,              -- JSON: anchor, entity, 1 or -1 for a dot
    entities TEXT NOT NULL            -- JSON
) STRICT;
