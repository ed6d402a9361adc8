"""Finding customers: list, search, named conditions, queues, walk, jump."""
