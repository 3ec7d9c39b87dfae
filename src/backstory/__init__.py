"""Backstory: an archive of the world's news events in which every event carries its backstory."""

__version__ = "0.1.0"
