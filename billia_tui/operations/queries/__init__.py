"""The query language: words, fields, values, what is typed so far (docs/queries.md). Knows no store."""
