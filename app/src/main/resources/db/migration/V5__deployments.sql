-- Which model answers, since when, by whom and why: a row for each change, none is ever altered. As
-- before, one script for SQLite and PostgreSQL.

CREATE TABLE deployments (
    number         BIGINT  NOT NULL PRIMARY KEY, -- 1, 2, ...
    kind           TEXT    NOT NULL,             -- DEPLOY, ROLLBACK, SPLIT, SHADOW, STOP
    model          TEXT    NOT NULL,
    weights        TEXT    NOT NULL,             -- SHA-256
    beside         TEXT    NOT NULL,             -- a second model that is tried, or empty
    beside_weights TEXT    NOT NULL,
    share          DOUBLE PRECISION NOT NULL,    -- of callers or requests that the second gets
    shadow         BOOLEAN NOT NULL,             -- whether the second's answers are shown to nobody
    run            TEXT    NOT NULL,             -- that made the model, or empty
    tones          TEXT    NOT NULL,             -- JSON
    gates          TEXT    NOT NULL,             -- HELD, NONE, OVERRIDDEN
    failed_gates   TEXT    NOT NULL,             -- JSON list: what was overridden
    actor          TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    restores       BIGINT  NOT NULL,             -- the change that a rollback went back to, or 0
    deployed_at    BIGINT  NOT NULL
);

-- What came of gates, by the weights that were measured.
CREATE TABLE gate_checks (
    id         TEXT    NOT NULL PRIMARY KEY,
    model      TEXT    NOT NULL,
    weights    TEXT    NOT NULL,
    source     TEXT    NOT NULL,                 -- a run's id, or a suite's name
    results    TEXT    NOT NULL,                 -- JSON
    checked_at BIGINT  NOT NULL
);
CREATE INDEX gate_checks_weights ON gate_checks (weights, checked_at);
