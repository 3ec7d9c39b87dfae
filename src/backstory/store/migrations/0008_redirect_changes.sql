-- A removed event goes on naming what it named; where a title now redirects, its page leads elsewhere.

CREATE TRIGGER log_redirect_made AFTER INSERT ON redirects BEGIN
    INSERT INTO changes SELECT 'redirect', key, (SELECT coalesce(max(tick), 0) + 1 FROM ticks)
        FROM entities WHERE title = new.title
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
