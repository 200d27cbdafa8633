"""How long lists and summaries may become. Pure."""

LISTED = 150
"""Papers of a list: beyond, nobody reads on, and browsing serves better."""

SUMMARISED = 8
"""Papers of a summary."""
