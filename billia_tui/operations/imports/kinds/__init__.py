"""What can be imported, a module or a folder a kind: how a record is read, checked, stored and brought up to date."""
