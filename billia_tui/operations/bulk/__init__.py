"""One action on many customers: planned, run, recorded as a batch, exported."""
