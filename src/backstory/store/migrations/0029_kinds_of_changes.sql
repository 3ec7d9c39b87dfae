-- Kinds of changes are numbers: the log of changes and its index take a third less. All relations made anew are one change.

DROP TRIGGER log_mention_changed;
DROP TRIGGER log_entity_changed;
DROP TRIGGER log_hint_made;
DROP TRIGGER log_hint_gone;
DROP TRIGGER log_story_made;
DROP TRIGGER log_place_made;
DROP TRIGGER log_place_gone;
DROP TRIGGER log_story_changed;
DROP TRIGGER log_story_begun;
DROP TRIGGER log_story_gone;
DROP TRIGGER log_redirect_made;
DROP TRIGGER log_byline_changed;
DROP TRIGGER log_publisher_changed;
DROP TRIGGER log_publisher_gone;
DROP TRIGGER log_mention_made;
DROP TRIGGER log_mention_gone;
DROP TRIGGER log_address_made;
DROP TRIGGER log_placing_changed;
DROP TRIGGER log_article_attached;
DROP TRIGGER log_event_made;
DROP TRIGGER log_event_changed;
DROP TRIGGER log_collected_changed;
DROP TRIGGER log_source_changed;
DROP TRIGGER log_citation_gone;
DROP TRIGGER log_citation_named;
DROP TRIGGER log_relation_made;
DROP TRIGGER log_relation_gone;
DROP INDEX changes_by_tick;
ALTER TABLE changes RENAME TO old_changes;

CREATE TABLE changes (
    -- 0 event, 1 related (0: all), 2 placed (keys of events); 3 entity; 4 story; 5 source; 6 day (20130110); 7 category;
    -- 8 collection; 9 publisher; 10 entity that a title came to redirect to; 11 entity that has other coordinates
    kind INTEGER NOT NULL,
    key INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

INSERT INTO changes SELECT k.key, c.key, c.tick FROM old_changes AS c
    JOIN json_each('["event", "related", "placed", "entity", "story", "source", "day",
    "category", "collection", "publisher", "redirect", "placing"]') AS k ON k.value = c.kind ORDER BY 1, 2;
DROP TABLE old_changes;
CREATE INDEX changes_by_tick ON changes (tick);

CREATE TRIGGER log_mention_changed AFTER UPDATE ON mentions BEGIN
    INSERT INTO changes SELECT 0, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 3, old.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 3, new.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_entity_changed AFTER UPDATE OF title, slug, qid, kind, latitude, longitude ON entities BEGIN
    INSERT INTO changes SELECT 3, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_hint_made AFTER INSERT ON hints BEGIN
    INSERT INTO changes SELECT 0, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_hint_gone AFTER DELETE ON hints BEGIN
    INSERT INTO changes SELECT 0, old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_made AFTER INSERT ON stories BEGIN
    INSERT INTO changes SELECT 4, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_place_made AFTER INSERT ON story_events BEGIN
    INSERT INTO changes SELECT 2, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 4, new.story, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_place_gone AFTER DELETE ON story_events BEGIN
    INSERT INTO changes SELECT 2, old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 4, old.story, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_changed AFTER UPDATE ON stories BEGIN
    INSERT INTO changes SELECT 4, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_begun AFTER UPDATE OF slug, title, kind, first_on ON stories
WHEN (old.slug, old.title, old.kind, old.first_on) <> (new.slug, new.title, new.kind, new.first_on) BEGIN
    INSERT INTO changes SELECT 2, s.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM story_events AS s WHERE s.story = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_story_gone AFTER DELETE ON stories BEGIN
    INSERT INTO gone_stories SELECT old.slug, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 4, old.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_redirect_made AFTER INSERT ON redirects BEGIN
    INSERT INTO changes SELECT 10, key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM entities WHERE title = new.title
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_byline_changed AFTER UPDATE OF publisher, carrier ON bylines
WHEN old.publisher IS NOT new.publisher OR old.carrier IS NOT new.carrier BEGIN
    INSERT INTO changes SELECT 9, p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM publishers AS p
        WHERE p.key IN (old.publisher, old.carrier, new.publisher, new.carrier)
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT DISTINCT 0, c.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM citations AS c WHERE c.byline = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_publisher_changed AFTER UPDATE ON publishers
WHEN (old.name, old.domain, old.is_agency) IS NOT (new.name, new.domain, new.is_agency) BEGIN
    INSERT INTO changes SELECT DISTINCT 9, p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM bylines AS b JOIN publishers AS p ON p.key IN (b.publisher, b.carrier)
        WHERE b.publisher = new.key OR b.carrier = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT DISTINCT 0, c.event, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM bylines AS b JOIN citations AS c ON c.byline = b.key WHERE b.publisher = new.key OR b.carrier = new.key
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_publisher_gone AFTER DELETE ON publishers BEGIN
    INSERT INTO gone_publishers SELECT old.slug, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 9, old.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_mention_made AFTER INSERT ON mentions BEGIN
    INSERT INTO changes SELECT 3, new.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_mention_gone AFTER DELETE ON mentions BEGIN
    INSERT INTO changes SELECT 3, old.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_address_made AFTER INSERT ON addresses BEGIN
    INSERT INTO changes SELECT 0, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_placing_changed AFTER UPDATE OF latitude, longitude ON entities
WHEN old.latitude IS NOT new.latitude OR old.longitude IS NOT new.longitude BEGIN
    INSERT INTO changes SELECT 11, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_article_attached AFTER INSERT ON attached BEGIN
    INSERT INTO changes SELECT 0, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_event_made AFTER INSERT ON events BEGIN
    INSERT INTO changes SELECT 0, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 6, CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_event_changed AFTER UPDATE ON events BEGIN
    INSERT INTO changes SELECT 0, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 6, CAST(replace(old.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 6, CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 7, old.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 7, new.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

CREATE TRIGGER log_collected_changed AFTER UPDATE ON events WHEN old.collection <> 0 OR new.collection <> 0 BEGIN
    INSERT INTO changes SELECT 8, old.collection, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 8, new.collection, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_source_changed AFTER UPDATE ON sources BEGIN
    INSERT INTO changes SELECT 5, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_citation_gone AFTER DELETE ON citations WHEN old.byline IS NOT NULL BEGIN
    UPDATE bylines SET is_stale = 1 WHERE key = old.byline AND is_stale = 0;
    INSERT INTO changes SELECT 9, p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM bylines AS b
        JOIN publishers AS p ON p.key IN (b.publisher, b.carrier) WHERE b.key = old.byline
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_citation_named AFTER UPDATE OF byline ON citations
WHEN old.byline IS NOT NULL OR EXISTS (SELECT 1 FROM bylines WHERE key = new.byline AND publisher IS NOT NULL) BEGIN
    UPDATE bylines SET is_stale = 1 WHERE key IN (old.byline, new.byline) AND is_stale = 0;
    INSERT INTO changes SELECT 0, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
    INSERT INTO changes SELECT 9, p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM bylines AS b
        JOIN publishers AS p ON p.key IN (b.publisher, b.carrier) WHERE b.key IN (old.byline, new.byline)
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_relation_made AFTER INSERT ON relations WHEN NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 1 AND key = 0 AND tick > (SELECT max(tick) FROM ticks)
) AND NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 1 AND key = new.event AND tick > (SELECT max(tick) FROM ticks)
) BEGIN
    INSERT INTO changes SELECT 1, new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_relation_gone AFTER DELETE ON relations WHEN NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 1 AND key = 0 AND tick > (SELECT max(tick) FROM ticks)
) AND NOT EXISTS (
    SELECT 1 FROM changes WHERE kind = 1 AND key = old.event AND tick > (SELECT max(tick) FROM ticks)
) BEGIN
    INSERT INTO changes SELECT 1, old.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
