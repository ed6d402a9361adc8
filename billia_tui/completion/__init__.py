"""What a shell offers for tab, and the manual pages: words of commands, and from the store names and ids.

For a tab neither Typer nor SQLAlchemy is loaded: it is answered in about the time that Python takes to start.
"""
