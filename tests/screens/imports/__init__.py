"""Tests of importing on the screen."""
