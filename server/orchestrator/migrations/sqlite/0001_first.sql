-- major: 1

CREATE TABLE tasks (
    id TEXT NOT NULL,
    capability TEXT NOT NULL,
    agent TEXT NOT NULL,                -- the only one that may do it; empty: any
    priority INTEGER NOT NULL,
    submitter TEXT NOT NULL,
    idempotency_key TEXT,
    what TEXT NOT NULL,                 -- JSON: as it was submitted
    state TEXT NOT NULL,
    due INTEGER NOT NULL,               -- of a waiting one: its time has come
    ready INTEGER NOT NULL,             -- of a waiting one: not before
    deadline INTEGER,
    attempts INTEGER NOT NULL,
    forgiven INTEGER NOT NULL,          -- attempts before a person queued it once more
    stalls INTEGER NOT NULL,
    worker TEXT,
    doer TEXT,                          -- the agent of the latest attempt
    started INTEGER,
    lease_until INTEGER,
    progress TEXT,
    cancelling INTEGER NOT NULL,
    failure TEXT,
    submitted INTEGER NOT NULL,
    ended INTEGER,
    has_result INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX tasks_by_id ON tasks (id);
CREATE UNIQUE INDEX tasks_by_key ON tasks (submitter, idempotency_key) WHERE idempotency_key IS NOT NULL;
-- What can be claimed, in the order it is claimed; nothing else is in it, however long the history.
CREATE INDEX tasks_claimable ON tasks (capability, agent, priority DESC, id) WHERE state = 'queued' AND due = 1;
-- With the state in front, or SQLite would rather walk tasks_by_state.
CREATE INDEX tasks_later ON tasks (state, ready) WHERE state = 'queued' AND due = 0;
CREATE INDEX tasks_leased ON tasks (state, lease_until) WHERE state = 'running';
CREATE INDEX tasks_bounded ON tasks (deadline) WHERE ended IS NULL AND deadline IS NOT NULL;
CREATE INDEX tasks_ended ON tasks (ended) WHERE ended IS NOT NULL;
CREATE INDEX tasks_by_state ON tasks (state, id);

CREATE TABLE results (
    task TEXT NOT NULL PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX results_by_time ON results (until);

-- One row: how many tasks are in each state, and the number of the last event.
CREATE TABLE totals (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    event INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    running INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    dead INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0, 0);

CREATE TABLE events (
    id INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    subject TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_subject ON events (subject, subject_id, id);

CREATE TABLE agents (
    id TEXT NOT NULL PRIMARY KEY,
    manifest TEXT NOT NULL,
    origin TEXT NOT NULL,
    version INTEGER NOT NULL,
    desired TEXT NOT NULL,
    generation INTEGER NOT NULL,
    approval TEXT NOT NULL,
    status TEXT,
    created INTEGER NOT NULL,
    owner TEXT,
    owned_until INTEGER
) STRICT;

CREATE TABLE logs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    at INTEGER NOT NULL,
    line TEXT NOT NULL
) STRICT;
CREATE INDEX logs_by_agent ON logs (agent, number);

CREATE TABLE blobs (
    name TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL,
    until INTEGER NOT NULL
) STRICT;
CREATE INDEX blobs_by_time ON blobs (until);

CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    entry TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;

CREATE TABLE leaders (
    role TEXT NOT NULL PRIMARY KEY,
    who TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
