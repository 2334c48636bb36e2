"""Squashes on real servers."""
