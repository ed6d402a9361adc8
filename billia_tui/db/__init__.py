"""The store: models, engine and sessions, migrations, search index. The only layer that knows the dialect."""
