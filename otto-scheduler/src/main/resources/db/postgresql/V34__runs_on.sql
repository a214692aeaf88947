-- The label of the nodes that may run a job; null leaves that open. And the labels that a node has,
-- one a line.
ALTER TABLE jobs ADD COLUMN runs_on TEXT COLLATE "C";
ALTER TABLE nodes ADD COLUMN labels TEXT COLLATE "C";
