"""The log: lines, chain, export, anchors (R186, R187; docs/log.md)."""
