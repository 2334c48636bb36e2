"""Pure functions over the model: no files, no processes, no databases, no Django."""
