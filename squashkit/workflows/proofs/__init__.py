"""The proof: databases of each engine, taken along every way that a squash may meet."""
