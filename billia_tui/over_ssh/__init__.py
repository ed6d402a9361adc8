"""Coming in over SSH with a forced command: the start, and the commands that are open there (docs/team.md)."""
