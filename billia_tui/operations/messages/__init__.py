"""What is told to customers: notifications and outgoing mail (R166-R169)."""
