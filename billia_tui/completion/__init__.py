"""What a shell offers for tab: words of commands, made once and kept, names and ids from the store.

Neither Typer nor SQLAlchemy is loaded for it: a tab is answered in about the time that Python takes to start.
"""
