"""The console over a real sshd on loopback, as a team uses it: who gets in, as whom, and no further."""
