"""Tests of the customer list."""
