-- Relations in a third of the room: what a reason names is kept once, how far apart events are is told by their days,
-- and the score is a whole number.

CREATE TABLE reason_labels (
    key INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,               -- topic, entity, place, wording
    label TEXT NOT NULL,
    UNIQUE (label, kind)
) STRICT;

DROP TRIGGER log_relation_made;
DROP TRIGGER log_relation_gone;
DROP INDEX relations_to;
ALTER TABLE relations RENAME TO old_relations;

CREATE TABLE relations (
    event INTEGER NOT NULL REFERENCES events (key),
    rank INTEGER NOT NULL,
    other INTEGER NOT NULL REFERENCES events (key),
    score INTEGER NOT NULL,           -- ten-thousandths
    reasons TEXT NOT NULL,            -- JSON: [[key of the label, weight in thousandths], ...]
    PRIMARY KEY (event, rank)
) STRICT, WITHOUT ROWID;

INSERT INTO reason_labels (kind, label)
    SELECT DISTINCT j.value ->> 'kind', j.value ->> 'label' FROM old_relations AS r, json_each(r.reasons) AS j;
INSERT INTO relations SELECT event, rank, other, CAST(round(score * 10000) AS INTEGER),
    coalesce((SELECT '[' || group_concat('[' || l.key || ',' || CAST(round(j.value ->> 'weight' * 1000) AS INTEGER) || ']', ',')
        || ']' FROM json_each(reasons) AS j JOIN reason_labels AS l
        ON l.label = j.value ->> 'label' AND l.kind = j.value ->> 'kind'), '[]')
    FROM old_relations;
DROP TABLE old_relations;
CREATE INDEX relations_to ON relations (other);

-- Once for each event and transaction is enough.

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

