-- A permalink is kept once, with its event; `addresses` has the other paths that ever led to one. What leads where is
-- found by a short key of the path (its day, its length and its end), after which the path itself is compared: keeping
-- whole paths in order, too, took a tenth of an archive. That no two events have one path is for the program to see to.

DELETE FROM addresses WHERE path = (SELECT path FROM events WHERE key = addresses.event);

-- The table is made anew without its constraint; what refers to it goes on doing so.
PRAGMA legacy_alter_table = ON;

CREATE TABLE new_events (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,               -- the permalink, nobody else's; never changes
    page INTEGER NOT NULL REFERENCES pages (key),
    version INTEGER,                  -- the wording that holds now
    date TEXT NOT NULL,
    position INTEGER NOT NULL,        -- place on its page
    first_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,         -- when its present wording came; empty: when it was first seen
    removed_at TEXT NOT NULL DEFAULT '',
    category INTEGER NOT NULL DEFAULT 0,  -- of the wording that holds now, as is the collection
    collection INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_events SELECT key, id, path, page, version, date, position, first_seen_at,
    CASE changed_at WHEN first_seen_at THEN '' ELSE changed_at END, removed_at,
    category, collection FROM events ORDER BY key;
DROP TABLE events;
ALTER TABLE new_events RENAME TO events;

PRAGMA legacy_alter_table = OFF;

CREATE INDEX events_by_path ON events (substr(path, 7, 10) || length(path) || substr(path, -5));
CREATE INDEX events_live ON events (date) WHERE removed_at = '';
CREATE INDEX events_removed ON events (date) WHERE removed_at <> '';
CREATE INDEX events_of_category ON events (category, date) WHERE removed_at = '';
-- Most events of most archives belong to no collection.
CREATE INDEX events_of_collection ON events (collection, date) WHERE removed_at = '' AND collection > 0;

-- An event has few versions: their order needs no index.
DROP INDEX versions_of_event;
CREATE INDEX versions_of_event ON versions (event);

-- The triggers of the table, as they were.

CREATE TRIGGER log_event_made AFTER INSERT ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_event_changed AFTER UPDATE ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(old.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'category', old.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'category', new.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER count_event_made AFTER INSERT ON events WHEN new.removed_at = '' BEGIN
    UPDATE categories SET uses = uses + 1 WHERE key = new.category;
END;

CREATE TRIGGER count_event_changed AFTER UPDATE OF category, removed_at ON events
WHEN old.category <> new.category OR (old.removed_at = '') <> (new.removed_at = '') BEGIN
    UPDATE categories SET uses = uses - 1 WHERE key = old.category AND old.removed_at = '';
    UPDATE categories SET uses = uses + 1 WHERE key = new.category AND new.removed_at = '';
END;

CREATE TRIGGER count_collected_changed AFTER UPDATE OF collection, removed_at ON events
WHEN old.collection <> new.collection OR (old.removed_at = '') <> (new.removed_at = '') BEGIN
    UPDATE collections SET uses = uses - 1 WHERE key = old.collection AND old.removed_at = '';
    UPDATE collections SET uses = uses + 1 WHERE key = new.collection AND new.removed_at = '';
END;

CREATE TRIGGER log_collected_changed AFTER UPDATE ON events WHEN old.collection <> 0 OR new.collection <> 0 BEGIN
    INSERT INTO changes SELECT 'collection', old.collection, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'collection', new.collection, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
