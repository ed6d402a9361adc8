"""Tests of services and domains."""
