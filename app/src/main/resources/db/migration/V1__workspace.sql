-- One script for SQLite and PostgreSQL: TEXT for hashes and JSON, BIGINT for instants (milliseconds
-- since 1970, UTC), so that both order and compare alike.

CREATE TABLE documents (
    source         TEXT    NOT NULL PRIMARY KEY, -- where it was found; an attachment has its message's, then its name
    name           TEXT    NOT NULL,             -- below the folder that was added
    id             TEXT,                         -- SHA-256 of the original; none where it could not be read
    sections       TEXT,                         -- SHA-256 of the stored sections; none when set aside
    reader_version INTEGER NOT NULL,             -- an older one is read again
    title          TEXT    NOT NULL,
    media_type     TEXT    NOT NULL,
    size_bytes     BIGINT  NOT NULL,
    label          TEXT    NOT NULL,             -- internal, restricted:finance,legal
    metadata       TEXT    NOT NULL,             -- JSON object of strings
    added_at       BIGINT  NOT NULL,
    status         TEXT    NOT NULL,             -- READ, SET_ASIDE
    reason         TEXT    NOT NULL              -- why it was set aside, or empty
);
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_name ON documents (name);

CREATE TABLE corpora (
    version    TEXT   NOT NULL PRIMARY KEY,      -- SHA-256 of the manifest
    train      BIGINT NOT NULL,                  -- documents
    held_out   BIGINT NOT NULL,                  -- documents
    removed    BIGINT NOT NULL,                  -- documents
    size_bytes BIGINT NOT NULL,                  -- of the shards
    created_at BIGINT NOT NULL
);

CREATE TABLE runs (
    id          TEXT   NOT NULL PRIMARY KEY,
    recipe_hash TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT,
    failure     TEXT   NOT NULL                  -- why it failed, or empty
);

CREATE TABLE stages (
    run_id           TEXT    NOT NULL REFERENCES runs (id),
    name             TEXT    NOT NULL,
    position         INTEGER NOT NULL,
    input_hash       TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    output           TEXT    NOT NULL,           -- JSON: what later stages need of it
    duration_seconds DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (run_id, name)
);
CREATE INDEX stages_input ON stages (name, input_hash);

CREATE TABLE models (
    name       TEXT   NOT NULL PRIMARY KEY,
    folder     TEXT   NOT NULL,
    lineage    TEXT   NOT NULL,                  -- JSON
    created_at BIGINT NOT NULL
);

CREATE TABLE ratings (
    id          TEXT   NOT NULL PRIMARY KEY,
    prompt      TEXT   NOT NULL,
    completions TEXT   NOT NULL,                 -- JSON list
    verdict     TEXT   NOT NULL,
    reviewer    TEXT   NOT NULL,
    rated_at    BIGINT NOT NULL
);

CREATE TABLE evaluations (
    id           TEXT   NOT NULL PRIMARY KEY,
    model        TEXT   NOT NULL,
    suite_hash   TEXT   NOT NULL,
    report       TEXT   NOT NULL,                -- JSON
    evaluated_at BIGINT NOT NULL
);
CREATE INDEX evaluations_model ON evaluations (model, evaluated_at);

CREATE TABLE lineage (
    made      TEXT NOT NULL,
    made_from TEXT NOT NULL,
    how       TEXT NOT NULL,                     -- the stage that made it
    PRIMARY KEY (made, made_from, how)
);
CREATE INDEX lineage_made_from ON lineage (made_from);
