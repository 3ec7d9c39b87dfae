-- Collections: an archive may hold several, and an event belongs to one or to none (key 0). Which one is part of its
-- wording; here it is kept for counting and asking, as categories are.

CREATE TABLE collections (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    uses INTEGER NOT NULL DEFAULT 0   -- live events
) STRICT;

ALTER TABLE events ADD COLUMN collection INTEGER NOT NULL DEFAULT 0;  -- of the wording that holds now
ALTER TABLE pages ADD COLUMN collection TEXT NOT NULL DEFAULT '';     -- of those of its events that name none

CREATE INDEX events_of_collection ON events (collection, date) WHERE removed_at = '';

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

-- The label c3 is the collection. Events that belong to none have the labels that they had: the index stays as it is.
DROP VIEW search_rows;

CREATE VIEW search_rows AS
SELECT e.key AS event,
    -- Julian day number in the upper, key in the lower 32 bits; an odd date is day 0.
    (CAST(coalesce(julianday(e.date), 0) AS INTEGER) << 32) + e.key AS place,
    coalesce(json_extract(v.wording, '$.prefix') || ': ', '') || json_extract(v.wording, '$.text') AS headline,
    coalesce((SELECT group_concat(json_extract(value, '$.text'), ' · ') FROM json_each(v.wording, '$.topics')), '')
        AS topics,
    coalesce((SELECT group_concat(json_extract(value, '$.title'), ' · ') FROM json_each(v.wording, '$.mentions')), '')
        || ' · ' || coalesce((SELECT group_concat(linked.value, ' · ') FROM json_each(v.wording, '$.topics') AS topic,
        json_each(topic.value, '$.entities') AS linked), '') AS entities,
    coalesce((SELECT group_concat(json_extract(value, '$.publisher'), ' · ')
        FROM json_each(v.wording, '$.citations')), '') AS publishers,
    v.category AS category,
    -- d2013 d201301 d20130110 e17 e4 c3: the day at three lengths, the entities and the collection by their keys.
    'd' || substr(e.date, 1, 4) || ' d' || replace(substr(e.date, 1, 7), '-', '') || ' d' || replace(e.date, '-', '')
        || coalesce((SELECT group_concat(DISTINCT ' e' || entity) FROM mentions WHERE event = e.key), '')
        || CASE e.collection WHEN 0 THEN '' ELSE ' c' || e.collection END AS labels
FROM events AS e JOIN versions AS v ON v.key = e.version
WHERE e.removed_at = '';
