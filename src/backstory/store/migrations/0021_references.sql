-- What an event says refers to what is kept anyway: an article by its source's key and how its address was written, the
-- words of a link by their place in the headline. `backstory.store.converting` rewrites the wordings; what they look like
-- is told in `backstory.store.wording`, how addresses are written in `backstory.store.urls`.

DROP VIEW search_rows;
DROP VIEW v_events;
DROP VIEW v_topics;
DROP VIEW v_sources;
DROP VIEW v_wordings;

-- Canonical URLs are found by a short key; that none is there twice is for the program to see to.
PRAGMA legacy_alter_table = ON;
DROP TRIGGER log_source_changed;
DROP TRIGGER forget_byline_of_source;
CREATE TABLE new_sources (
    key INTEGER PRIMARY KEY,
    canonical_url TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    image_url TEXT NOT NULL DEFAULT '',
    author TEXT NOT NULL DEFAULT '',
    published_at TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    is_paywalled INTEGER,
    status TEXT NOT NULL DEFAULT '',
    checked_at TEXT NOT NULL DEFAULT '',
    archived_url TEXT NOT NULL DEFAULT '',
    described_by TEXT NOT NULL DEFAULT '',
    site_name TEXT NOT NULL DEFAULT '',
    modified_at TEXT NOT NULL DEFAULT '',
    moved_to TEXT NOT NULL DEFAULT '',
    status_since TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO new_sources SELECT key, canonical_url, title, description, image_url, author, published_at, language,
    is_paywalled, status, checked_at, archived_url, described_by, site_name, modified_at, moved_to, status_since
    FROM sources ORDER BY key;
DROP TABLE sources;
ALTER TABLE new_sources RENAME TO sources;

CREATE TABLE new_citations (
    event INTEGER NOT NULL REFERENCES events (key),
    position INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES sources (key),
    form TEXT NOT NULL,               -- how the address is written: empty as the canonical one, see above
    publisher TEXT NOT NULL,
    byline INTEGER REFERENCES bylines (key),
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
INSERT INTO new_citations
SELECT c.event, c.position, c.source, CASE
    WHEN c.url = s.canonical_url THEN ''
    WHEN substr(s.canonical_url, 1, 8) = 'https://' AND length(s.canonical_url) > 8 AND instr(c.url, '*') = 0
        AND substr(c.url, 1, 1) <> '='
        AND length(replace(c.url, substr(s.canonical_url, 9), '')) = length(c.url) - length(s.canonical_url) + 8
        THEN replace(c.url, substr(s.canonical_url, 9), '*')
    ELSE '=' || c.url END,
    c.publisher, c.byline
FROM citations AS c JOIN sources AS s ON s.key = c.source ORDER BY c.event, c.position;
DROP TABLE citations;
ALTER TABLE new_citations RENAME TO citations;
PRAGMA legacy_alter_table = OFF;

CREATE INDEX sources_by_url ON sources (length(canonical_url) || substr(canonical_url, -12));
CREATE INDEX citations_of_source ON citations (source, event);
CREATE INDEX citations_of_byline ON citations (byline, event);

-- The triggers of both tables, as they were.

CREATE TRIGGER log_source_changed AFTER UPDATE ON sources BEGIN
    INSERT INTO changes SELECT 'source', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER forget_byline_of_source AFTER UPDATE OF site_name ON sources WHEN old.site_name <> new.site_name BEGIN
    UPDATE citations SET byline = NULL WHERE source = new.key;
END;

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

-- The views, saying what they said.

CREATE VIEW search_rows AS
SELECT e.key AS event,
    -- Julian day number in the upper, key in the lower 32 bits; an odd date is day 0.
    (CAST(coalesce(julianday(e.date), 0) AS INTEGER) << 32) + e.key AS place,
    coalesce(v.wording ->> 'p' || ': ', '') || (v.wording ->> 't') AS headline,
    coalesce((SELECT group_concat(CASE type WHEN 'array' THEN value ->> 0 ELSE value END, ' · ')
        FROM json_each(v.wording, '$.f')), '') AS topics,
    coalesce((SELECT group_concat(coalesce(m.title, upper(substr(m.anchor, 1, 1)) || substr(m.anchor, 2)), ' · ') FROM (
        SELECT value ->> 2 AS title, CASE json_type(value, '$[1]') WHEN 'integer' THEN
            substr(coalesce(v.wording ->> 'p' || ': ', '') || (v.wording ->> 't'), (value ->> 0) + 1, value ->> 1)
            ELSE value ->> 1 END AS anchor
        FROM json_each(v.wording, '$.m')) AS m), '')
        || ' · ' || coalesce((SELECT group_concat(linked.value, ' · ') FROM json_each(v.wording, '$.f') AS topic,
        json_each(CASE topic.type WHEN 'array' THEN topic.value ELSE json_array(topic.value) END) AS linked
        WHERE topic.type <> 'array' OR linked.key > 0), '') AS entities,
    coalesce((SELECT group_concat(coalesce(value ->> 2, ''), ' · ') FROM json_each(v.wording, '$.c')), '')
        AS publishers,
    v.category AS category,
    -- d2013 d201301 d20130110 e17 e4 c3: the day at three lengths, the entities and the collection by their keys.
    'd' || substr(e.date, 1, 4) || ' d' || replace(substr(e.date, 1, 7), '-', '') || ' d' || replace(e.date, '-', '')
        || coalesce((SELECT group_concat(DISTINCT ' e' || entity) FROM mentions WHERE event = e.key), '')
        || CASE e.collection WHEN 0 THEN '' ELSE ' c' || e.collection END AS labels
FROM events AS e JOIN versions AS v ON v.key = e.version
WHERE e.removed_at = '';

CREATE VIEW v_events AS
SELECT e.id AS id, e.date AS date, v.category AS category,
    coalesce((SELECT group_concat(CASE type WHEN 'array' THEN value ->> 0 ELSE value END, ' > ')
        FROM json_each(v.wording, '$.f')), '') AS topics,
    coalesce(v.wording ->> 'p' || ': ', '') || (v.wording ->> 't') AS headline,
    (SELECT count(DISTINCT entity) FROM mentions WHERE event = e.key) AS entities,
    (SELECT count(*) FROM citations WHERE event = e.key) AS sources,
    e.path AS path, p.origin AS origin, p.title AS page,
    CASE p.origin WHEN 'wikipedia' THEN 'https://creativecommons.org/licenses/by-sa/4.0/' ELSE '' END AS licence,
    e.first_seen_at AS first_seen_at, coalesce(nullif(e.changed_at, ''), e.first_seen_at) AS changed_at, coalesce(c.name, '') AS collection
FROM events AS e JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page
    LEFT JOIN collections AS c ON c.key = e.collection
WHERE e.removed_at = '';

CREATE VIEW v_topics AS
SELECT e.id AS event_id, e.date AS date, t.key + 1 AS position,
    CASE t.type WHEN 'array' THEN t.value ->> 0 ELSE t.value END AS topic
FROM events AS e JOIN versions AS v ON v.key = e.version JOIN json_each(v.wording, '$.f') AS t
WHERE e.removed_at = '';

CREATE VIEW v_sources AS
SELECT e.id AS event_id, e.date AS date, c.position + 1 AS position,
    CASE WHEN c.form = '' THEN s.canonical_url WHEN substr(c.form, 1, 1) = '=' THEN substr(c.form, 2)
        ELSE replace(c.form, '*', substr(s.canonical_url, 9)) END AS url,
    s.canonical_url AS canonical_url,
    c.publisher AS label, coalesce(w.name, '') AS publisher, coalesce(w.slug, '') AS publisher_slug,
    coalesce(r.name, '') AS carrier, s.title AS title, s.published_at AS published_at, s.language AS language,
    s.status AS status, s.archived_url AS archived_url
FROM citations AS c JOIN events AS e ON e.key = c.event JOIN sources AS s ON s.key = c.source
    LEFT JOIN bylines AS b ON b.key = c.byline LEFT JOIN publishers AS w ON w.key = b.publisher
    LEFT JOIN publishers AS r ON r.key = b.carrier;

CREATE VIEW v_wordings AS
SELECT e.id AS event_id, v.valid_from AS valid_from, v.valid_to AS valid_to, v.date AS date, v.category AS category,
    coalesce(v.wording ->> 'p' || ': ', '') || (v.wording ->> 't') AS headline,
    v.is_removed AS is_removed, r.revision_id AS revision_id, p.title AS page
FROM versions AS v JOIN events AS e ON e.key = v.event JOIN revisions AS r ON r.key = v.revision
    JOIN pages AS p ON p.key = v.page;
