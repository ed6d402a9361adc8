"""Tests of what `billia check` finds."""
