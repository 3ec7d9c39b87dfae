-- What pages count and list, kept where it changes: how many events an entity has, and each event's category.

CREATE TABLE categories (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    uses INTEGER NOT NULL DEFAULT 0   -- live events
) STRICT;

ALTER TABLE events ADD COLUMN category INTEGER NOT NULL DEFAULT 0;  -- of the wording that holds now
ALTER TABLE entities ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;    -- live events

-- Filling these columns changes no event.
DROP TRIGGER log_event_made;
DROP TRIGGER log_event_changed;

INSERT INTO categories (name)
    SELECT DISTINCT v.category FROM events AS e JOIN versions AS v ON v.key = e.version ORDER BY v.category;
UPDATE events SET category = (SELECT c.key FROM categories AS c JOIN versions AS v ON v.category = c.name
    WHERE v.key = events.version) WHERE version IS NOT NULL;
UPDATE categories SET uses = (SELECT count(*) FROM events WHERE category = categories.key AND removed_at = '');
UPDATE entities SET uses = (SELECT count(DISTINCT event) FROM mentions WHERE entity = entities.key);

CREATE INDEX events_of_category ON events (category, date) WHERE removed_at = '';
CREATE INDEX versions_to_successor ON versions (successor) WHERE successor IS NOT NULL;

CREATE TRIGGER count_event_made AFTER INSERT ON events WHEN new.removed_at = '' BEGIN
    UPDATE categories SET uses = uses + 1 WHERE key = new.category;
END;

CREATE TRIGGER count_event_changed AFTER UPDATE OF category, removed_at ON events
WHEN old.category <> new.category OR (old.removed_at = '') <> (new.removed_at = '') BEGIN
    UPDATE categories SET uses = uses - 1 WHERE key = old.category AND old.removed_at = '';
    UPDATE categories SET uses = uses + 1 WHERE key = new.category AND new.removed_at = '';
END;

CREATE TRIGGER count_mention_made AFTER INSERT ON mentions WHEN NOT EXISTS (
    SELECT 1 FROM mentions WHERE entity = new.entity AND event = new.event AND position <> new.position
) BEGIN
    UPDATE entities SET uses = uses + 1 WHERE key = new.entity;
END;

CREATE TRIGGER count_mention_gone AFTER DELETE ON mentions WHEN NOT EXISTS (
    SELECT 1 FROM mentions WHERE entity = old.entity AND event = old.event
) BEGIN
    UPDATE entities SET uses = uses - 1 WHERE key = old.entity;
END;

CREATE TRIGGER count_mention_changed AFTER UPDATE OF entity ON mentions WHEN old.entity <> new.entity BEGIN
    UPDATE entities SET uses = uses - 1 WHERE key = old.entity
        AND NOT EXISTS (SELECT 1 FROM mentions WHERE entity = old.entity AND event = old.event);
    UPDATE entities SET uses = uses + 1 WHERE key = new.entity AND NOT EXISTS (
        SELECT 1 FROM mentions WHERE entity = new.entity AND event = new.event AND position <> new.position);
END;

-- The log of changes, as before, and with it the categories that an event came from and went to.

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
    INSERT INTO changes SELECT 'category', old.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'category', new.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

-- Of a story, its members' pages say the name and the first day, which seldom change; and a story may go.

DROP TRIGGER log_story_changed;

CREATE TRIGGER log_story_changed AFTER UPDATE ON stories BEGIN
    INSERT INTO changes SELECT 'story', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_begun AFTER UPDATE OF slug, title, kind, first_on ON stories
WHEN (old.slug, old.title, old.kind, old.first_on) <> (new.slug, new.title, new.kind, new.first_on) BEGIN
    INSERT INTO changes SELECT 'placed', s.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM story_events AS s WHERE s.story = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TABLE gone_stories (slug TEXT PRIMARY KEY, tick INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TRIGGER log_story_gone AFTER DELETE ON stories BEGIN
    INSERT INTO gone_stories SELECT old.slug, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 'story', old.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
