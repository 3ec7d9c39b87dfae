"""Tools for language models: few, well-described ones, over standard input and output or over HTTP."""
