-- People's accounts, and what they are asked to review. As before, one script for SQLite and
-- PostgreSQL.

CREATE TABLE accounts (
    name         TEXT    NOT NULL PRIMARY KEY,
    role         TEXT    NOT NULL,               -- REVIEWER, ADJUDICATOR, OWNER
    password     TEXT    NOT NULL,               -- Argon2id, with its salt and parameters
    failures     INTEGER NOT NULL,               -- wrong passwords since the last right one
    locked_until BIGINT  NOT NULL,               -- 0 where it is not
    created_at   BIGINT  NOT NULL
);

CREATE TABLE sessions (
    token      TEXT   NOT NULL PRIMARY KEY,      -- SHA-256 of what the cookie holds
    account    TEXT   NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    csrf       TEXT   NOT NULL,                  -- what a change must name in its header
    expires_at BIGINT NOT NULL
);

CREATE TABLE review_items (
    id          TEXT    NOT NULL PRIMARY KEY,    -- SHA-256 of kind and content
    kind        TEXT    NOT NULL,                -- PAIR, RANKING, SCORES, THUMBS
    content     TEXT    NOT NULL,                -- JSON: prompt, answers, sources, guidance
    overlap     INTEGER NOT NULL,                -- reviewers wanted
    open_places INTEGER NOT NULL,                -- reviewers still to be found; not above overlap
    position    BIGINT  NOT NULL,                -- in which order items are given out
    state       TEXT    NOT NULL,                -- OPEN, AGREED, DISPUTED, ADJUDICATED
    ruling      TEXT,                            -- the adjudicator's rating
    created_at  BIGINT  NOT NULL
);
CREATE UNIQUE INDEX review_items_position ON review_items (position);
CREATE INDEX review_items_open ON review_items (position) WHERE open_places > 0;
CREATE INDEX review_items_state ON review_items (state, position);

CREATE TABLE assignments (
    item        TEXT    NOT NULL REFERENCES review_items (id),
    reviewer    TEXT    NOT NULL,
    position    BIGINT  NOT NULL,                -- the item's
    rating      TEXT,                            -- the one that counts; none while it is awaited
    skipped     BOOLEAN NOT NULL,                -- a skip leaves its place to another
    assigned_at BIGINT  NOT NULL,
    PRIMARY KEY (item, reviewer)
);
CREATE INDEX assignments_reviewer ON assignments (reviewer, position);
CREATE INDEX assignments_awaited ON assignments (reviewer, position) WHERE rating IS NULL;

-- Nothing has written to its predecessor.
DROP TABLE ratings;
CREATE TABLE ratings (
    id        TEXT    NOT NULL PRIMARY KEY,      -- SHA-256 of the reviewer and the client's own id
    item      TEXT    NOT NULL REFERENCES review_items (id),
    reviewer  TEXT    NOT NULL,
    judgement TEXT    NOT NULL,                  -- JSON
    skipped   BOOLEAN NOT NULL,
    seconds   DOUBLE PRECISION NOT NULL,         -- that the reviewer took
    rated_at  BIGINT  NOT NULL                   -- by this machine's clock
);
CREATE INDEX ratings_item ON ratings (item);
