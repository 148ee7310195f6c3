-- Items whose answer is known, and how reviewers did on them. As before, one script for SQLite and
-- PostgreSQL. An item is gold by its state (GOLD); what is known of it is its ruling.

CREATE TABLE gold_answers (
    item     TEXT    NOT NULL REFERENCES review_items (id),
    reviewer TEXT    NOT NULL,
    hit      BOOLEAN NOT NULL,                   -- said what is known
    rated_at BIGINT  NOT NULL,
    PRIMARY KEY (item, reviewer)
);
CREATE INDEX gold_answers_reviewer ON gold_answers (reviewer, rated_at);

CREATE TABLE standings (
    reviewer   TEXT    NOT NULL PRIMARY KEY,
    counts     BOOLEAN NOT NULL,                 -- whether the reviewer's word counts
    decided_by TEXT    NOT NULL,                 -- the owner who said so, or empty
    given      BIGINT  NOT NULL,                 -- items since the reviewer is measured
    gold_given BIGINT  NOT NULL                  -- those of them that are gold
);

CREATE INDEX ratings_reviewer ON ratings (reviewer, rated_at);

-- Items that lost a place after reviewers had walked past them: only these are looked for behind.
ALTER TABLE review_items ADD COLUMN returned BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE review_items SET returned = TRUE WHERE open_places > 0;
CREATE INDEX review_items_returned ON review_items (position) WHERE open_places > 0 AND returned;
