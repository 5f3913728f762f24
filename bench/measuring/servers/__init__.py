"""benchd and the servers that it is measured against, each on a port of its own of 127.0.0.1."""
