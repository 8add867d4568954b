-- Times are microseconds since 1970. This file never changes once it is released: the runner compares its checksum.

-- What callers say of generations. A later word of the same account on a generation and category replaces the one before.
CREATE TABLE feedback (
    generation TEXT NOT NULL,
    account INTEGER NOT NULL,
    category TEXT NOT NULL,
    -- 0 to 1; NULL: none was given.
    score REAL CHECK (score BETWEEN 0 AND 1),
    comment TEXT,
    model TEXT NOT NULL,
    -- Kind of task, where the model was chosen; NULL where it was named.
    task TEXT,
    said_at INTEGER NOT NULL,
    PRIMARY KEY (account, generation, category)
) STRICT, WITHOUT ROWID;
