-- Most wordings hold since their revision, under the day of their page, and categories are few: `wordings` says so in few
-- bytes. The view `versions` says all of it; only `backstory.store.chains` and `snapshot` write.

CREATE TABLE wordings (
    key INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES events (key),
    page INTEGER NOT NULL REFERENCES pages (key),
    revision INTEGER NOT NULL REFERENCES revisions (key),
    valid_from TEXT,                  -- empty: when the revision was saved
    valid_to TEXT NOT NULL,
    date TEXT,                        -- empty: the page's
    category INTEGER NOT NULL REFERENCES categories (key),
    wording TEXT NOT NULL,            -- JSON, see `backstory.store.wording`
    line INTEGER NOT NULL,
    is_removed INTEGER NOT NULL DEFAULT 0,
    successor INTEGER REFERENCES events (key)
) STRICT;

INSERT OR IGNORE INTO categories (name) SELECT DISTINCT category FROM versions ORDER BY category;
INSERT INTO wordings SELECT v.key, v.event, v.page, v.revision, nullif(v.valid_from, r.timestamp), v.valid_to,
    nullif(v.date, p.date), c.key, v.wording, v.line, v.is_removed, v.successor
    FROM versions AS v LEFT JOIN revisions AS r ON r.key = v.revision LEFT JOIN pages AS p ON p.key = v.page
    JOIN categories AS c ON c.name = v.category ORDER BY v.key;
DROP TABLE versions;

CREATE INDEX versions_of_event ON wordings (event);
CREATE INDEX versions_of_page ON wordings (page, valid_to);
CREATE INDEX versions_to_successor ON wordings (successor) WHERE successor IS NOT NULL;

CREATE VIEW versions AS
SELECT w.key AS key, w.event AS event, w.page AS page, w.revision AS revision,
    coalesce(w.valid_from, (SELECT timestamp FROM revisions WHERE key = w.revision)) AS valid_from,
    w.valid_to AS valid_to, coalesce(w.date, (SELECT date FROM pages WHERE key = w.page)) AS date,
    (SELECT name FROM categories WHERE key = w.category) AS category,
    w.wording AS wording, w.line AS line, w.is_removed AS is_removed, w.successor AS successor
FROM wordings AS w;
