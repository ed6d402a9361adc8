"""Tests of several admins at once."""
