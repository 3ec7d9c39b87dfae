-- Search that knows inflections, names and days. The index's rows are numbered by day and event, so that the newest
-- come first without sorting and a span of days is a span of numbers. The tables named search_... say nothing of their
-- own: they can be made again from events, mentions, entities and redirects.

DROP TABLE search;
DROP VIEW search_rows;

CREATE VIEW search_rows AS
SELECT e.key AS event,
    -- Julian day number in the upper, key in the lower 32 bits; an odd date is day 0.
    (CAST(coalesce(julianday(e.date), 0) AS INTEGER) << 32) + e.key AS place,
    coalesce(json_extract(v.wording, '$.prefix') || ': ', '') || json_extract(v.wording, '$.text') AS headline,
    coalesce((SELECT group_concat(json_extract(value, '$.text'), ' · ') FROM json_each(v.wording, '$.topics')), '')
        AS topics,
    coalesce((SELECT group_concat(json_extract(value, '$.title'), ' · ') FROM json_each(v.wording, '$.mentions')), '')
        || ' · ' || coalesce((SELECT group_concat(linked.value, ' · ') FROM json_each(v.wording, '$.topics') AS topic,
        json_each(topic.value, '$.entities') AS linked), '') AS entities,
    coalesce((SELECT group_concat(json_extract(value, '$.publisher'), ' · ')
        FROM json_each(v.wording, '$.citations')), '') AS publishers,
    v.category AS category,
    -- d2013 d201301 d20130110 e17 e4: the day at three lengths, and the entities by their keys.
    'd' || substr(e.date, 1, 4) || ' d' || replace(substr(e.date, 1, 7), '-', '') || ' d' || replace(e.date, '-', '')
        || coalesce((SELECT group_concat(DISTINCT ' e' || entity) FROM mentions WHERE event = e.key), '') AS labels
FROM events AS e JOIN versions AS v ON v.key = e.version
WHERE e.removed_at = '';

-- It holds no text of its own: what leaves it is told to it as the view says it.
CREATE VIRTUAL TABLE search USING fts5 (
    headline, topics, entities, publishers, category, labels,
    content = 'search_rows', content_rowid = 'place', tokenize = "porter unicode61 remove_diacritics 2"
);
INSERT INTO search (rowid, headline, topics, entities, publishers, category, labels)
    SELECT place, headline, topics, entities, publishers, category, labels FROM search_rows;

-- Names of entities: as titled, as linked, as redirected, and the initials of long titles.
CREATE TABLE search_names (
    key INTEGER PRIMARY KEY,
    entity INTEGER NOT NULL REFERENCES entities (key),
    kind INTEGER NOT NULL,            -- 0 title, 1 words of a link, 2 redirect, 3 initials
    name TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,  -- of words of a link: mentions; of a redirect -1 where it leads elsewhere now
    folded TEXT NOT NULL DEFAULT '',  -- in plain small letters; empty until the program has done that
    UNIQUE (entity, kind, name)
) STRICT;
CREATE INDEX search_names_folded ON search_names (folded);
CREATE INDEX search_names_redirected ON search_names (name) WHERE kind = 2;
CREATE INDEX redirects_to ON redirects (target);
CREATE INDEX entities_used_more ON entities (uses) WHERE uses >= 3;

CREATE TABLE search_words (           -- words of names, to find what a misspelt one should be
    word TEXT PRIMARY KEY,
    names INTEGER NOT NULL,           -- how many names have it
    sound TEXT NOT NULL,              -- roughly how it sounds
    meaning TEXT NOT NULL DEFAULT ''  -- the words it is made of: al assad for alassad
) STRICT, WITHOUT ROWID;
CREATE INDEX search_words_sound ON search_words (sound);

CREATE VIRTUAL TABLE search_name_words USING fts5 (folded, content = '', tokenize = 'ascii', detail = 'none');

INSERT INTO search_names (entity, kind, name) SELECT key, 0, title FROM entities;
INSERT INTO search_names (entity, kind, name, uses)
    SELECT entity, 1, anchor, count(*) FROM mentions WHERE anchor <> '' GROUP BY entity, anchor;
INSERT INTO search_names (entity, kind, name)
    SELECT e.key, 2, r.title FROM redirects AS r JOIN entities AS e ON e.title = r.target;

CREATE TRIGGER name_link_made AFTER INSERT ON mentions WHEN new.anchor <> '' BEGIN
    INSERT INTO search_names (entity, kind, name, uses) VALUES (new.entity, 1, new.anchor, 1)
        ON CONFLICT DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER name_link_gone AFTER DELETE ON mentions WHEN old.anchor <> '' BEGIN
    UPDATE search_names SET uses = uses - 1 WHERE entity = old.entity AND kind = 1 AND name = old.anchor;
END;

CREATE TRIGGER name_link_changed AFTER UPDATE ON mentions BEGIN
    UPDATE search_names SET uses = uses - 1 WHERE entity = old.entity AND kind = 1 AND name = old.anchor;
    INSERT INTO search_names (entity, kind, name, uses) SELECT new.entity, 1, new.anchor, 1 WHERE new.anchor <> ''
        ON CONFLICT DO UPDATE SET uses = uses + 1;
END;

CREATE TRIGGER name_redirect_made AFTER INSERT ON redirects BEGIN
    UPDATE search_names SET uses = -1 WHERE kind = 2 AND name = new.title;
    INSERT INTO search_names (entity, kind, name) SELECT key, 2, new.title FROM entities WHERE title = new.target
        ON CONFLICT DO UPDATE SET uses = 0;
END;

CREATE TRIGGER name_entity_made AFTER INSERT ON entities BEGIN
    INSERT INTO search_names (entity, kind, name) VALUES (new.key, 0, new.title);
    INSERT INTO search_names (entity, kind, name) SELECT new.key, 2, title FROM redirects WHERE target = new.title
        ON CONFLICT DO UPDATE SET uses = 0;
END;
