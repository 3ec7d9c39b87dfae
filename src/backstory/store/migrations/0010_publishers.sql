-- Who published what is cited. Made from citations by `backstory.pipeline.attributing`; it can be made again from them
-- at any time, and is where the rules are other ones.

CREATE TABLE publishers (
    key INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    domain TEXT NOT NULL,
    is_agency INTEGER NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0   -- live events that cite what it wrote or carries
) STRICT;

CREATE TABLE bylines (                 -- each way in which live events' citations name their publisher
    key INTEGER PRIMARY KEY,
    label TEXT NOT NULL,              -- as the editors wrote it
    host TEXT NOT NULL,
    site_name TEXT NOT NULL,          -- what the page calls its site
    domain TEXT NOT NULL,
    site TEXT NOT NULL,               -- what it tells: this site goes by this name (see `backstory.sources.bylines`)
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,
    is_stale INTEGER NOT NULL DEFAULT 1,
    publisher INTEGER REFERENCES publishers (key),
    carrier INTEGER REFERENCES publishers (key),
    called TEXT NOT NULL DEFAULT '',  -- their names, as this byline alone says them
    carrier_called TEXT NOT NULL DEFAULT '',
    UNIQUE (label, host, site_name)
) STRICT;
CREATE INDEX bylines_of_publisher ON bylines (publisher);
CREATE INDEX bylines_of_carrier ON bylines (carrier);
CREATE INDEX bylines_by_site ON bylines (site);
CREATE INDEX bylines_by_key ON bylines (name_key);
CREATE INDEX bylines_stale ON bylines (key) WHERE is_stale = 1;

CREATE TABLE byline_terms (            -- what a byline asks the roster
    term TEXT NOT NULL,
    byline INTEGER NOT NULL REFERENCES bylines (key),
    PRIMARY KEY (term, byline)
) STRICT, WITHOUT ROWID;
CREATE INDEX byline_terms_of ON byline_terms (byline);

CREATE TABLE roster (                  -- what citations show of names (as keys) and sites ("@" and the domain)
    term TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    domain TEXT NOT NULL,
    kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE citations ADD COLUMN byline INTEGER REFERENCES bylines (key);
CREATE INDEX citations_of_byline ON citations (byline, event);

CREATE TRIGGER log_citation_gone AFTER DELETE ON citations WHEN old.byline IS NOT NULL BEGIN
    UPDATE bylines SET is_stale = 1 WHERE key = old.byline AND is_stale = 0;
    INSERT INTO changes SELECT 'publisher', p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM bylines AS b
        JOIN publishers AS p ON p.key IN (b.publisher, b.carrier) WHERE b.key = old.byline
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

-- What becomes of a byline that is new is told once it stands for somebody.
CREATE TRIGGER log_citation_named AFTER UPDATE OF byline ON citations
WHEN old.byline IS NOT NULL OR EXISTS (SELECT 1 FROM bylines WHERE key = new.byline AND publisher IS NOT NULL) BEGIN
    UPDATE bylines SET is_stale = 1 WHERE key IN (old.byline, new.byline) AND is_stale = 0;
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'publisher', p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM bylines AS b
        JOIN publishers AS p ON p.key IN (b.publisher, b.carrier) WHERE b.key IN (old.byline, new.byline)
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER forget_byline_of_source AFTER UPDATE OF site_name ON sources WHEN old.site_name <> new.site_name BEGIN
    UPDATE citations SET byline = NULL WHERE source = new.key;
END;

CREATE TRIGGER log_byline_changed AFTER UPDATE OF publisher, carrier ON bylines
WHEN old.publisher IS NOT new.publisher OR old.carrier IS NOT new.carrier BEGIN
    INSERT INTO changes SELECT 'publisher', p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM publishers AS p
        WHERE p.key IN (old.publisher, old.carrier, new.publisher, new.carrier)
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT DISTINCT 'event', c.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM citations AS c WHERE c.byline = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_publisher_changed AFTER UPDATE ON publishers
WHEN (old.name, old.domain, old.is_agency) IS NOT (new.name, new.domain, new.is_agency) BEGIN
    INSERT INTO changes SELECT DISTINCT 'publisher', p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM bylines AS b JOIN publishers AS p ON p.key IN (b.publisher, b.carrier)
        WHERE b.publisher = new.key OR b.carrier = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT DISTINCT 'event', c.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM bylines AS b JOIN citations AS c ON c.byline = b.key WHERE b.publisher = new.key OR b.carrier = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TABLE gone_publishers (slug TEXT PRIMARY KEY, tick INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_publisher_gone AFTER DELETE ON publishers BEGIN
    INSERT INTO gone_publishers SELECT old.slug, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'publisher', old.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
