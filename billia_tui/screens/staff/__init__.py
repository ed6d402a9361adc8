"""Admins and resellers, sign-in and lock."""
