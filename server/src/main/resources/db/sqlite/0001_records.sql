-- Times are microseconds since 1970, days are days since 1970 (UTC), money is nano-dollars.
-- This file never changes once it is released: the runner compares its checksum.

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- Credit granted so far; NULL: the account has no limit.
    credit_nanos INTEGER,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key (
    id INTEGER PRIMARY KEY,
    -- HMAC-SHA-256(pepper, key), 64 hex digits. The key itself is kept nowhere.
    hash TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    account INTEGER NOT NULL REFERENCES account (id),
    scope TEXT NOT NULL CHECK (scope IN ('INFERENCE', 'MANAGEMENT')),
    origin TEXT NOT NULL CHECK (origin IN ('MINTED', 'CONFIGURED')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER,
    disabled INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    expires_at INTEGER,
    limit_nanos INTEGER CHECK (limit_nanos >= 0),
    limit_reset TEXT CHECK (limit_reset IN ('DAILY', 'WEEKLY', 'MONTHLY')),
    limit_includes_byok INTEGER NOT NULL CHECK (limit_includes_byok IN (0, 1)),
    -- Deleted keys stay: what they were used for refers to them.
    deleted_at INTEGER
) STRICT;

-- Its id follows from the generation's name and grows with time, so that rows are only ever appended to the tree.
CREATE TABLE generation (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    api_key INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    charge_nanos INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    -- JSON; its members are those of record.RecordWriter.
    record TEXT NOT NULL
) STRICT;

CREATE TABLE activity (
    account INTEGER NOT NULL,
    day INTEGER NOT NULL,
    api_key INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    requests INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    charge_nanos INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    PRIMARY KEY (account, day, api_key, endpoint, model, provider)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_total (
    account INTEGER PRIMARY KEY,
    requests INTEGER NOT NULL,
    charge_nanos INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key_day (
    api_key INTEGER NOT NULL,
    day INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    charge_nanos INTEGER NOT NULL,
    PRIMARY KEY (api_key, day)
) STRICT, WITHOUT ROWID;

-- How far the journal has been applied; written in the same transaction as what was applied.
CREATE TABLE journal_position (
    journal INTEGER PRIMARY KEY,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT;

-- Entries that this program cannot read (a later version wrote them). Kept as they came, so that nothing is lost.
CREATE TABLE unread_entry (
    journal INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (journal, segment, position)
) STRICT, WITHOUT ROWID;
