"""The customer list: search, filter, queues, marks."""
