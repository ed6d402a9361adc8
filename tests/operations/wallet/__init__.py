"""Tests of wallet, limit and hold."""
