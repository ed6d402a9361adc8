"""Tests of lists, search, queues."""
