-- Numbers of the search index are shorter: the key of an event has 24 bits below its day. Every word that an event has is
-- kept with how far its number is from the number before.

DROP VIEW search_rows;

CREATE VIEW search_rows AS
SELECT e.key AS event,
    -- Julian day number in the upper, key in the lower 24 bits; an odd date is day 0.
    (CAST(coalesce(julianday(e.date), 0) AS INTEGER) << 24) + e.key AS place,
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

INSERT INTO search (search) VALUES ('delete-all');
INSERT INTO search (rowid, headline, topics, entities, publishers, category, labels)
    SELECT place, headline, topics, entities, publishers, category, labels FROM search_rows ORDER BY place;
