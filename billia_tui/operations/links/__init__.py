"""Links of mails as their customers use them: what they open, what is done by them, and who tries too often (R231)."""
