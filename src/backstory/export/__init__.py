"""Export: records to files that other programs read.

Takes streams of events, entities, relations and stories (`Dataset`). Gives bytes, written as they come: CSV, Parquet,
JSON-LD, Turtle, GraphML, and what describes a dataset: Croissant, a Data Package, a citation file. Never sees the
archive, never holds all of it, never asks the clock: the same records give the same bytes.
"""
