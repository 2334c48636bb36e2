"""Scores and speeds on real repositories; nothing here runs with the tests."""
