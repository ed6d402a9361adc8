"""The customer: account, status, profiles, addresses, consent, password, erasure, and acting as one."""
