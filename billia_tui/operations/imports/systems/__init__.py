"""A whole business of another system (R234): its dump or database, which tables are wanted, what must agree."""
