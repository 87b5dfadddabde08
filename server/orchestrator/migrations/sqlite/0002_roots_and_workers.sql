-- major: 1

-- The root that declares an agent. Beside its origin, which programs of before go on reading as it was.
ALTER TABLE agents ADD COLUMN root TEXT;

-- Who takes agents, so that they are spread over all.
CREATE TABLE workers (
    name TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    most INTEGER NOT NULL,
    roots TEXT NOT NULL
) STRICT;
