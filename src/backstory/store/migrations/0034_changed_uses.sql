-- How many events cite a publisher, and how often under which label, is counted later than the citations change.

CREATE TRIGGER log_publisher_counted AFTER UPDATE OF uses ON publishers WHEN old.uses <> new.uses BEGIN
    INSERT INTO changes SELECT 9, new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;

CREATE TRIGGER log_byline_counted AFTER UPDATE OF uses ON bylines WHEN old.uses <> new.uses BEGIN
    INSERT INTO changes SELECT 9, p.key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks) FROM publishers AS p
        WHERE p.key IN (new.publisher, new.carrier)
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
