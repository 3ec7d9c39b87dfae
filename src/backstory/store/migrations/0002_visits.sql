-- Days whose page was asked for and was not there, so that this is remembered and shown.

CREATE TABLE missing_days (
    origin TEXT NOT NULL,
    date TEXT NOT NULL,
    reason TEXT NOT NULL,             -- missing, moved, hidden, invalid
    checked_at TEXT NOT NULL,
    PRIMARY KEY (origin, date)
) STRICT, WITHOUT ROWID;
