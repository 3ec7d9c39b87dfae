"""The site live: its addresses, from the archive instead of from files, and its search page."""
