-- Many relations have the same reasons: each list of them is kept once.

DROP VIEW v_relations;
DROP TRIGGER log_relation_made;
DROP TRIGGER log_relation_gone;
ALTER TABLE relations RENAME TO old_relations;

CREATE TABLE reason_lists (
    key INTEGER PRIMARY KEY,
    reasons TEXT NOT NULL             -- JSON: [[key of the label, weight in thousandths], ...]
) STRICT;

CREATE TABLE relations (
    event INTEGER NOT NULL REFERENCES events (key),
    rank INTEGER NOT NULL,
    other INTEGER NOT NULL REFERENCES events (key),
    score INTEGER NOT NULL,           -- ten-thousandths
    reasons INTEGER NOT NULL,         -- key of the list
    PRIMARY KEY (event, rank)
) STRICT, WITHOUT ROWID;

INSERT INTO reason_lists (reasons) SELECT reasons FROM (
    SELECT reasons, min(event * 64 + rank) AS first FROM old_relations GROUP BY reasons) ORDER BY first;
CREATE UNIQUE INDEX reason_lists_found ON reason_lists (reasons);
INSERT INTO relations SELECT r.event, r.rank, r.other, r.score, l.key
    FROM old_relations AS r JOIN reason_lists AS l ON l.reasons = r.reasons
    ORDER BY r.event, r.rank;
DROP INDEX reason_lists_found;
DROP TABLE old_relations;

CREATE TRIGGER log_relation_made AFTER INSERT ON relations WHEN NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 'related' AND key = new.event AND tick > (SELECT max(tick) FROM ticks)
) BEGIN
    INSERT INTO changes SELECT 'related', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_relation_gone AFTER DELETE ON relations WHEN NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 'related' AND key = old.event AND tick > (SELECT max(tick) FROM ticks)
) BEGIN
    INSERT INTO changes SELECT 'related', old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE VIEW v_relations AS
SELECT e.id AS event_id, e.date AS date, r.rank AS rank, o.id AS other_id, o.date AS other_date,
    r.score / 10000.0 AS score,
    CASE WHEN o.date < e.date THEN 'background' WHEN o.date > e.date THEN 'development' ELSE 'same day' END AS direction,
    CAST(julianday(o.date) - julianday(e.date) AS INTEGER) AS days_apart,
    (SELECT json_group_array(json_object('kind', l.kind, 'label', l.label, 'weight', (j.value ->> 1) / 1000.0))
        FROM reason_lists AS s, json_each(s.reasons) AS j JOIN reason_labels AS l ON l.key = j.value ->> 0
        WHERE s.key = r.reasons) AS reasons
FROM relations AS r JOIN events AS e ON e.key = r.event JOIN events AS o ON o.key = r.other
WHERE o.removed_at = '';
