-- major: 1

CREATE TABLE tasks (
    id TEXT COLLATE "C" NOT NULL,
    capability TEXT COLLATE "C" NOT NULL,
    agent TEXT COLLATE "C" NOT NULL,                -- the only one that may do it; empty: any
    priority BIGINT NOT NULL,
    submitter TEXT COLLATE "C" NOT NULL,
    idempotency_key TEXT COLLATE "C",
    what TEXT NOT NULL,                 -- JSON: as it was submitted
    state TEXT NOT NULL,
    due BIGINT NOT NULL,               -- of a waiting one: its time has come
    ready BIGINT NOT NULL,             -- of a waiting one: not before
    deadline BIGINT,
    attempts BIGINT NOT NULL,
    forgiven BIGINT NOT NULL,          -- attempts before a person queued it once more
    stalls BIGINT NOT NULL,
    worker TEXT,
    doer TEXT,                          -- the agent of the latest attempt
    started BIGINT,
    lease_until BIGINT,
    progress TEXT,
    cancelling BIGINT NOT NULL,
    failure TEXT,
    submitted BIGINT NOT NULL,
    ended BIGINT,
    has_result BIGINT NOT NULL
);

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
    task TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tasks (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX results_by_time ON results (until);

-- One row: how many tasks are in each state, and the number of the last event.
CREATE TABLE totals (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    event BIGINT NOT NULL,
    queued BIGINT NOT NULL,
    running BIGINT NOT NULL,
    succeeded BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    cancelled BIGINT NOT NULL,
    dead BIGINT NOT NULL
) WITH (fillfactor = 10);               -- it is written by every change: room for its versions on one page
INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0, 0);

CREATE TABLE events (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    subject_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject, subject_id, id);

CREATE TABLE agents (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    manifest TEXT NOT NULL,
    origin TEXT NOT NULL,
    version BIGINT NOT NULL,
    desired TEXT NOT NULL,
    generation BIGINT NOT NULL,
    approval TEXT NOT NULL,
    status TEXT,
    created BIGINT NOT NULL,
    owner TEXT,
    owned_until BIGINT
);

CREATE TABLE logs (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    line TEXT NOT NULL
);
CREATE INDEX logs_by_agent ON logs (agent, number);

CREATE TABLE blobs (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bytes BYTEA NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX blobs_by_time ON blobs (until);

CREATE TABLE audit (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry TEXT NOT NULL
);
CREATE FUNCTION audit_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is never changed'; END $$;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_is_never_changed();

CREATE TABLE leaders (
    role TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    who TEXT NOT NULL,
    until BIGINT NOT NULL
);
