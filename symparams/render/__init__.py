"""Renderers: they format what the operations found, and compute nothing."""
