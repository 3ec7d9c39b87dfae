-- More of what cited articles say of themselves and what became of them; and visits to them, so that a run that was
-- killed goes on without asking anything twice.

ALTER TABLE sources ADD COLUMN site_name TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN modified_at TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN status_since TEXT NOT NULL DEFAULT '';

CREATE TABLE source_visits (
    source INTEGER PRIMARY KEY REFERENCES sources (key),
    begun_at TEXT NOT NULL,           -- written before the first request goes out
    ended_at TEXT NOT NULL DEFAULT '',
    next_at TEXT NOT NULL DEFAULT '', -- not before then
    failures INTEGER NOT NULL DEFAULT 0, -- visits in a row that came to nothing
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    copy_sought_at TEXT NOT NULL DEFAULT '' -- when web archives last answered whether they have a copy
) STRICT;
