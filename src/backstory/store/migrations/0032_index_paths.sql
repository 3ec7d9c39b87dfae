-- No event is at the address of a list: "index" is the page of its day. Nothing else can lead on from there.

DELETE FROM addresses WHERE path LIKE '%/index';
UPDATE events SET path = path || '_' WHERE path LIKE '%/index';
-- What that changed is of a moment of its own, as after any transaction.
INSERT INTO ticks SELECT c.tick, random() FROM (SELECT max(tick) AS tick FROM changes) AS c
    WHERE c.tick > (SELECT max(tick) FROM ticks);
