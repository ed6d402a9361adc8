"""Tests of palette and help."""
