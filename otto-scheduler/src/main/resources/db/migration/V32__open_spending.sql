-- One Otto knows by itself what its prompts in flight have spent; PostgreSQL has a table of it.
SELECT 1;
