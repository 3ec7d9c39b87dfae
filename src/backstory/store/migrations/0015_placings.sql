-- Pages of events show where the places they name lie: these are looked at again where that came to be known.

CREATE TRIGGER log_placing_changed AFTER UPDATE OF latitude, longitude ON entities
WHEN old.latitude IS NOT new.latitude OR old.longitude IS NOT new.longitude BEGIN
    INSERT INTO changes SELECT 'placing', new.key, coalesce(max(tick), 0) + 1 FROM ticks WHERE true
        ON CONFLICT DO UPDATE SET tick = excluded.tick;
END;
