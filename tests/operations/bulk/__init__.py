"""Tests of many customers at once."""
