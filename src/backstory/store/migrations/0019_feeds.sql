-- Feeds that the archive follows, what they told of, and the articles that a machine attached to events that editors
-- wrote. The events made of articles themselves are events like all others, of the origin "feed".

CREATE TABLE feeds (
    key INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    site_url TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    folder TEXT NOT NULL DEFAULT '',
    added_at TEXT NOT NULL DEFAULT '',
    asked_at TEXT NOT NULL DEFAULT '',
    changed_at TEXT NOT NULL DEFAULT '',
    next_at TEXT NOT NULL DEFAULT '',  -- not to be asked before; empty: at once
    every_s INTEGER NOT NULL DEFAULT 0,
    asked_interval_s INTEGER NOT NULL DEFAULT 0,
    quiet TEXT NOT NULL DEFAULT '',    -- hours and days when it asks not to be asked, as 0,1/5,6
    state TEXT NOT NULL DEFAULT '',    -- ok, unchanged, broken, failing, refused, gone
    detail TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE feed_moves (              -- addresses that a feed had before it moved for good
    url TEXT PRIMARY KEY,
    feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_problems (           -- what was wrong with the last document of a feed
    feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    place TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (feed, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (                -- what feeds told of, each article once
    key INTEGER PRIMARY KEY,
    source INTEGER NOT NULL UNIQUE REFERENCES sources (key),
    feed INTEGER REFERENCES feeds (key) ON DELETE SET NULL, -- the one that brought it first, whose words it has
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    publisher TEXT NOT NULL,
    language TEXT NOT NULL,
    published_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    day TEXT NOT NULL,                 -- when it was published as far as that can be believed, else recorded
    place INTEGER,                     -- its number in the order of grouping; NULL while it waits
    event INTEGER REFERENCES events (key)
) STRICT;
CREATE INDEX articles_waiting ON articles (day) WHERE place IS NULL;
CREATE INDEX articles_of_event ON articles (event);
CREATE UNIQUE INDEX articles_grouped ON articles (place) WHERE place IS NOT NULL;

CREATE INDEX articles_of_feed ON articles (feed);

CREATE TABLE feed_entries (            -- which entry of which feed was which article
    feed INTEGER NOT NULL REFERENCES feeds (key) ON DELETE CASCADE,
    entry TEXT NOT NULL,               -- the feed's own key
    article INTEGER NOT NULL REFERENCES articles (key),
    PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE title_words (             -- in how many articles' titles each stem stands, and each entity ("@" before it)
    word TEXT PRIMARY KEY,
    titles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attached (                -- articles that a machine put beside what editors cite
    event INTEGER NOT NULL REFERENCES events (key),
    source INTEGER NOT NULL REFERENCES sources (key),
    url TEXT NOT NULL,
    publisher TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (event, source)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_article_attached AFTER INSERT ON attached BEGIN
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
