"""Tests of the application itself."""
