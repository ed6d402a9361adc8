"""Tests of admins, resellers, sign-in."""
