-- Answers that clients may go on from, in a file of their own: they are large, and forgotten after a while.
-- Times are microseconds since 1970. This file never changes once it is released.

CREATE TABLE answer (
    account INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- The answer it goes on from.
    previous TEXT,
    -- JSON: the items that its request said itself.
    input BLOB NOT NULL,
    -- JSON: the answer as its client got it.
    answer BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) STRICT;

CREATE INDEX answer_expires ON answer (expires_at);

CREATE TABLE answer_item (
    account INTEGER NOT NULL,
    item TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (account, item),
    FOREIGN KEY (account, answer) REFERENCES answer (account, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX answer_item_answer ON answer_item (account, answer);
