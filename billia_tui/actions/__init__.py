"""One record for each action: its right, rule, operation, key, dialog, commands and way back.

The records are words alone: what they name in operations and screens is loaded when it is needed.
"""
