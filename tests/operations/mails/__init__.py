"""Mail on its way, against a real SMTP server on loopback (R225-R229)."""
