"""Tests of affiliates and commissions."""
