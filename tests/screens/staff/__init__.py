"""Tests of sign-in and staff."""
