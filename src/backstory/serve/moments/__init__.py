"""Moments of the past: the archive as of a time, made in a process of its own and kept while it is used."""
