"""Tests of notifications and mails."""
