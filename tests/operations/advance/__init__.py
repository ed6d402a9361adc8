"""Tests of what time brings."""
