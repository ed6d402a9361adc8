"""Tests of the customer."""
