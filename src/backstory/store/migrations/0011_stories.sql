-- What stories are made from, so that a few changed events touch only their own stories; and addresses that stay.

CREATE TABLE filings (                -- under which topics live events are filed
    event INTEGER NOT NULL REFERENCES events (key),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,               -- what the topic goes by
    bare TEXT NOT NULL,               -- the same for names that may be one in several spellings
    text TEXT NOT NULL,               -- in which words
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX filings_by_name ON filings (name);
CREATE INDEX filings_by_bare ON filings (bare, name);

CREATE TABLE moves (                  -- topics that gave way to another one in an event's next wording
    event INTEGER NOT NULL REFERENCES events (key),
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (event, old, new)
) STRICT, WITHOUT ROWID;
CREATE INDEX moves_by_old ON moves (old, new);
CREATE INDEX moves_by_new ON moves (new, old);

CREATE TABLE threads (                -- events without topic, each with the event that its thread began with
    event INTEGER PRIMARY KEY REFERENCES events (key),
    root INTEGER NOT NULL REFERENCES events (key)
) STRICT;
CREATE INDEX threads_of_root ON threads (root);

CREATE TABLE story_names (            -- what a story's topic goes by, or `event:ID` for a found one
    name TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES stories (key)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_names_of ON story_names (story);

CREATE TABLE story_addresses (        -- every slug that a story ever had, for ever its name's
    key INTEGER PRIMARY KEY,          -- of a name's slugs the first is the one in use
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
) STRICT;
CREATE INDEX story_addresses_of ON story_addresses (name);

-- All this is made when events are related next.
INSERT OR IGNORE INTO stale SELECT key FROM events WHERE removed_at = '';
