"""Admins, resellers, keys and sign-in (R178-R185)."""
