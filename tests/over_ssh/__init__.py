"""Tests of the restricted process."""
