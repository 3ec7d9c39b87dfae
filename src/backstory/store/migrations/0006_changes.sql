-- What changed and when, so that a site is brought up to date without reading all. A tick is a transaction that changed
-- something; its token tells one archive's tick from the same number in a copy that went on differently. `changes` has
-- each thing once, with the latest tick that changed it. Triggers write it: whoever writes cannot forget to.

CREATE TABLE ticks (tick INTEGER PRIMARY KEY, token INTEGER NOT NULL) STRICT;
INSERT INTO ticks VALUES (1, random());

CREATE TABLE changes (
    kind TEXT NOT NULL,               -- event, related, placed (keys of events); entity; story; source; day (20130110)
    key INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_by_tick ON changes (tick);

-- An upsert, because a trigger's OR REPLACE gives way to an OR IGNORE of the statement that fires it.

CREATE TRIGGER log_event_made AFTER INSERT ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_event_changed AFTER UPDATE ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(old.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_address_made AFTER INSERT ON addresses BEGIN
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_mention_made AFTER INSERT ON mentions BEGIN
    INSERT INTO changes SELECT 'entity', new.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_mention_gone AFTER DELETE ON mentions BEGIN
    INSERT INTO changes SELECT 'entity', old.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_mention_changed AFTER UPDATE ON mentions BEGIN
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'entity', old.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'entity', new.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_entity_changed AFTER UPDATE OF title, slug, qid, kind, latitude, longitude ON entities BEGIN
    INSERT INTO changes SELECT 'entity', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_source_changed AFTER UPDATE ON sources BEGIN
    INSERT INTO changes SELECT 'source', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_hint_made AFTER INSERT ON hints BEGIN
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_hint_gone AFTER DELETE ON hints BEGIN
    INSERT INTO changes SELECT 'event', old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_relation_made AFTER INSERT ON relations BEGIN
    INSERT INTO changes SELECT 'related', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_relation_gone AFTER DELETE ON relations BEGIN
    INSERT INTO changes SELECT 'related', old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_made AFTER INSERT ON stories BEGIN
    INSERT INTO changes SELECT 'story', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_changed AFTER UPDATE ON stories BEGIN
    INSERT INTO changes SELECT 'story', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_place_made AFTER INSERT ON story_events BEGIN
    INSERT INTO changes SELECT 'placed', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'story', new.story, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_place_gone AFTER DELETE ON story_events BEGIN
    INSERT INTO changes SELECT 'placed', old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'story', old.story, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
