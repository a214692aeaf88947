-- One Otto keeps logins to its pages in memory; PostgreSQL has a table of them.
SELECT 1;
