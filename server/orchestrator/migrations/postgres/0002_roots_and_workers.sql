-- major: 1

-- The root that declares an agent. Beside its origin, which programs of before go on reading as it was.
ALTER TABLE agents ADD COLUMN root TEXT;

-- Who takes agents, so that they are spread over all.
CREATE TABLE workers (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    most BIGINT NOT NULL,
    roots TEXT NOT NULL
);
