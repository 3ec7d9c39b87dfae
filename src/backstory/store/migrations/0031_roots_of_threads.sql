-- Most threads are of the one event that they began with, which needs no index to be found.

DROP INDEX threads_of_root;
CREATE INDEX threads_of_root ON threads (root) WHERE event <> root;
