-- What programs other than Backstory may rely on: views whose names and columns stay (docs/sql.md). Tables may change.



CREATE VIEW v_events AS
SELECT e.id AS id, e.date AS date, v.category AS category,
    coalesce((SELECT group_concat(json_extract(value, '$.text'), ' > ') FROM json_each(v.wording, '$.topics')), '')
        AS topics,
    coalesce(json_extract(v.wording, '$.prefix') || ': ', '') || json_extract(v.wording, '$.text') AS headline,
    (SELECT count(DISTINCT entity) FROM mentions WHERE event = e.key) AS entities,
    (SELECT count(*) FROM citations WHERE event = e.key) AS sources,
    e.path AS path, p.origin AS origin, p.title AS page,
    CASE p.origin WHEN 'wikipedia' THEN 'https://creativecommons.org/licenses/by-sa/4.0/' ELSE '' END AS licence,
    e.first_seen_at AS first_seen_at, e.changed_at AS changed_at, coalesce(c.name, '') AS collection
FROM events AS e JOIN versions AS v ON v.key = e.version JOIN pages AS p ON p.key = e.page
    LEFT JOIN collections AS c ON c.key = e.collection
WHERE e.removed_at = '';

CREATE VIEW v_topics AS
SELECT e.id AS event_id, e.date AS date, t.key + 1 AS position, json_extract(t.value, '$.text') AS topic
FROM events AS e JOIN versions AS v ON v.key = e.version JOIN json_each(v.wording, '$.topics') AS t
WHERE e.removed_at = '';

CREATE VIEW v_mentions AS
SELECT e.id AS event_id, e.date AS date, m.position + 1 AS position, n.title AS entity, n.slug AS slug, n.kind AS kind,
    n.qid AS qid, m.anchor AS anchor
FROM mentions AS m JOIN events AS e ON e.key = m.event JOIN entities AS n ON n.key = m.entity;

CREATE VIEW v_sources AS
SELECT e.id AS event_id, e.date AS date, c.position + 1 AS position, c.url AS url, s.canonical_url AS canonical_url,
    c.publisher AS label, coalesce(w.name, '') AS publisher, coalesce(w.slug, '') AS publisher_slug,
    coalesce(r.name, '') AS carrier, s.title AS title, s.published_at AS published_at, s.language AS language,
    s.status AS status, s.archived_url AS archived_url
FROM citations AS c JOIN events AS e ON e.key = c.event JOIN sources AS s ON s.key = c.source
    LEFT JOIN bylines AS b ON b.key = c.byline LEFT JOIN publishers AS w ON w.key = b.publisher
    LEFT JOIN publishers AS r ON r.key = b.carrier;

CREATE VIEW v_publishers AS
SELECT slug, name, domain, is_agency, uses AS events FROM publishers WHERE uses > 0;

CREATE VIEW v_entities AS
SELECT title, slug, kind, qid, latitude, longitude, uses AS events FROM entities WHERE uses > 0;

CREATE VIEW v_relations AS
SELECT e.id AS event_id, e.date AS date, r.rank AS rank, o.id AS other_id, o.date AS other_date,
    r.score / 10000.0 AS score,
    CASE WHEN o.date < e.date THEN 'background' WHEN o.date > e.date THEN 'development' ELSE 'same day' END AS direction,
    CAST(julianday(o.date) - julianday(e.date) AS INTEGER) AS days_apart,
    (SELECT json_group_array(json_object('kind', l.kind, 'label', l.label, 'weight', (j.value ->> 1) / 1000.0))
        FROM json_each(r.reasons) AS j JOIN reason_labels AS l ON l.key = j.value ->> 0) AS reasons
FROM relations AS r JOIN events AS e ON e.key = r.event JOIN events AS o ON o.key = r.other
WHERE o.removed_at = '';

CREATE VIEW v_stories AS
SELECT slug, title, kind, first_on, last_on, (SELECT count(*) FROM story_events WHERE story = t.key) AS events
FROM stories AS t;

CREATE VIEW v_story_events AS
SELECT t.slug AS story, s.position + 1 AS position, e.id AS event_id, e.date AS date
FROM story_events AS s JOIN stories AS t ON t.key = s.story JOIN events AS e ON e.key = s.event
WHERE e.removed_at = '';

CREATE VIEW v_wordings AS
SELECT e.id AS event_id, v.valid_from AS valid_from, v.valid_to AS valid_to, v.date AS date, v.category AS category,
    coalesce(json_extract(v.wording, '$.prefix') || ': ', '') || json_extract(v.wording, '$.text') AS headline,
    v.is_removed AS is_removed, r.revision_id AS revision_id, p.title AS page
FROM versions AS v JOIN events AS e ON e.key = v.event JOIN revisions AS r ON r.key = v.revision
    JOIN pages AS p ON p.key = v.page;
