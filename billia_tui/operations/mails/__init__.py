"""Mail on its way: handed to a server, tried again, come back; the links in it (R225-R231)."""
