"""The Textual application: wiring, threads, keys that wait, idle lock, what colleagues do."""
