"""The commands, one module each, loaded when they are called: what is imported for one is no cost of another."""
