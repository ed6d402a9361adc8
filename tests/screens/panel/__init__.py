"""Tests of the Customer Panel."""
