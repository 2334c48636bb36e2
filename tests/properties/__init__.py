"""Histories that nobody wrote: generated from a seed, squashed, and compared with the original."""
