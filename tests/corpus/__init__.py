"""Squashes copies of published packages, and prints what came of it: `make corpus`."""
