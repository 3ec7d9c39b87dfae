-- A page is found by its day without going through all pages; what nothing asks by any more is not kept in order.

CREATE INDEX pages_by_date ON pages (date, origin);
DROP INDEX mentions_by_anchor;

-- What is in the log with this tick already need not be written again.

DROP TRIGGER log_event_made;
CREATE TRIGGER log_event_made AFTER INSERT ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

DROP TRIGGER log_event_changed;
CREATE TRIGGER log_event_changed AFTER UPDATE ON events BEGIN
    INSERT INTO changes SELECT 'event', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(old.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'day', CAST(replace(new.date, '-', '') AS INTEGER), coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'category', old.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
    INSERT INTO changes SELECT 'category', new.category, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

DROP TRIGGER log_mention_made;
CREATE TRIGGER log_mention_made AFTER INSERT ON mentions BEGIN
    INSERT INTO changes SELECT 'entity', new.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

DROP TRIGGER log_mention_gone;
CREATE TRIGGER log_mention_gone AFTER DELETE ON mentions BEGIN
    INSERT INTO changes SELECT 'entity', old.entity, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;

DROP TRIGGER log_address_made;
CREATE TRIGGER log_address_made AFTER INSERT ON addresses BEGIN
    INSERT INTO changes SELECT 'event', new.event, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick WHERE tick <> excluded.tick;
END;
