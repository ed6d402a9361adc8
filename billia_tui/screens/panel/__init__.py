"""The Customer Panel: what the customer sees, opened by an admin who acts as that customer (R66-R72, R175)."""
