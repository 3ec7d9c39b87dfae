-- The archive's tables. Integer keys are for use inside only; text ids, slugs and paths are what the world sees.
-- Times are UTC as 2013-01-10T14:00:00Z, dates as 2013-01-10; an empty valid_to means "still".

CREATE TABLE pages (
    key INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,             -- wikipedia, file, markdown, jsonl, feed
    title TEXT NOT NULL,
    date TEXT NOT NULL,
    latest INTEGER,                   -- the revision that the page's events stand at
    UNIQUE (origin, title, date)
) STRICT;

CREATE TABLE revisions (
    key INTEGER PRIMARY KEY,
    page INTEGER NOT NULL REFERENCES pages (key),
    revision_id TEXT NOT NULL,        -- the wiki's own id, or empty
    timestamp TEXT NOT NULL,
    hash TEXT NOT NULL,               -- of the text, to know a state again
    stage INTEGER NOT NULL DEFAULT 0, -- 0 arriving (its delivery is not complete), 1 waiting, 2 applied
    is_whole INTEGER NOT NULL,        -- says all events of its page (0: adds some)
    layout TEXT NOT NULL DEFAULT '[]' -- keys of the page's events in their order, JSON
) STRICT;
CREATE INDEX revisions_of_page ON revisions (page, timestamp);
CREATE INDEX revisions_waiting ON revisions (timestamp) WHERE stage = 1;

CREATE TABLE texts (
    revision INTEGER PRIMARY KEY REFERENCES revisions (key),
    text BLOB NOT NULL                -- UTF-8, zlib
) STRICT;

CREATE TABLE problems (
    revision INTEGER NOT NULL REFERENCES revisions (key),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL UNIQUE,        -- the permalink; never changes
    page INTEGER NOT NULL REFERENCES pages (key),
    version INTEGER,                  -- the wording that holds now
    date TEXT NOT NULL,
    position INTEGER NOT NULL,        -- place on its page
    first_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    removed_at TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX events_live ON events (date) WHERE removed_at = '';
CREATE INDEX events_removed ON events (date) WHERE removed_at <> '';

CREATE TABLE versions (
    key INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events (key),
    page INTEGER NOT NULL REFERENCES pages (key),
    revision INTEGER NOT NULL REFERENCES revisions (key),
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    date TEXT NOT NULL,
    category TEXT NOT NULL,
    wording TEXT NOT NULL,            -- JSON: text, prefix, topics, mentions, citations, problems
    line INTEGER NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0,
    successor INTEGER REFERENCES events (key)
) STRICT;
CREATE INDEX versions_of_event ON versions (event, valid_from);
CREATE INDEX versions_of_page ON versions (page, valid_to);

CREATE TABLE addresses (               -- every path that ever led to an event, its permalink included
    path TEXT PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events (key) DEFERRABLE INITIALLY DEFERRED,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_of_event ON addresses (event);

CREATE TABLE entities (
    key INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    since TEXT NOT NULL,
    qid TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',
    latitude REAL,
    longitude REAL,
    resolved_at TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE redirects (
    title TEXT PRIMARY KEY,           -- as linked
    target TEXT NOT NULL,             -- the canonical title
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What live events link and cite: made from their present wording, for counting and asking.
CREATE TABLE mentions (
    event INTEGER NOT NULL REFERENCES events (key),
    position INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entities (key),
    anchor TEXT NOT NULL,             -- the words that name it; empty where only a topic above links it
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_of_entity ON mentions (entity, event);
CREATE INDEX mentions_by_anchor ON mentions (anchor COLLATE NOCASE);

CREATE TABLE sources (
    key INTEGER PRIMARY KEY,
    canonical_url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    image_url TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    published_at TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    is_paywalled INTEGER,
    status TEXT NOT NULL DEFAULT '',
    checked_at TEXT NOT NULL DEFAULT '',
    archived_url TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE source_checks (          -- every answer a source gave, so that an earlier moment can be shown
    source INTEGER NOT NULL REFERENCES sources (key),
    checked_at TEXT NOT NULL,
    facts TEXT NOT NULL,              -- JSON
    PRIMARY KEY (source, checked_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE citations (
    event INTEGER NOT NULL REFERENCES events (key),
    position INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES sources (key),
    url TEXT NOT NULL,                -- as cited
    publisher TEXT NOT NULL,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX citations_of_source ON citations (source, event);

CREATE TABLE relations (
    event INTEGER NOT NULL REFERENCES events (key),
    rank INTEGER NOT NULL,
    other INTEGER NOT NULL REFERENCES events (key),
    score REAL NOT NULL,
    direction TEXT NOT NULL,
    days_apart INTEGER NOT NULL,
    reasons TEXT NOT NULL,            -- JSON
    PRIMARY KEY (event, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_to ON relations (other);

CREATE TABLE stories (
    key INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL
) STRICT;

CREATE TABLE story_events (
    story INTEGER NOT NULL REFERENCES stories (key),
    position INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES events (key),
    PRIMARY KEY (story, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_events_of ON story_events (event);

CREATE TABLE stale (                  -- events that changed since relations and stories were last made
    event INTEGER PRIMARY KEY REFERENCES events (key)
) STRICT;

CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Full-text search over live events. The index holds no text of its own: it reads this view.
CREATE VIEW search_rows AS
SELECT e.key AS event,
    coalesce(json_extract(v.wording, '$.prefix') || ': ', '') || json_extract(v.wording, '$.text') AS headline,
    coalesce((SELECT group_concat(json_extract(value, '$.text'), ' · ') FROM json_each(v.wording, '$.topics')), '')
        AS topics,
    coalesce((SELECT group_concat(json_extract(value, '$.title'), ' · ') FROM json_each(v.wording, '$.mentions')), '')
        || ' · ' || coalesce((SELECT group_concat(linked.value, ' · ') FROM json_each(v.wording, '$.topics') AS topic,
        json_each(topic.value, '$.entities') AS linked), '') AS entities,
    coalesce((SELECT group_concat(json_extract(value, '$.publisher'), ' · ')
        FROM json_each(v.wording, '$.citations')), '') AS publishers
FROM events AS e JOIN versions AS v ON v.key = e.version
WHERE e.removed_at = '';

CREATE VIRTUAL TABLE search USING fts5 (
    headline, topics, entities, publishers,
    content = 'search_rows', content_rowid = 'event', tokenize = "unicode61 remove_diacritics 2"
);
