"""Django's own `migrate`, on throw-away databases, along every way."""
