"""Code of squashkit's own that a squash may need; it is carried like that of its members."""

from __future__ import annotations

MODULE = "squashkit.carried"
TEXT = '''\
def finish_tables(apps, schema_editor):
    """Make indexes and settle rows now: the migrations before this point ended here."""
    while schema_editor.deferred_sql:
        schema_editor.execute(schema_editor.deferred_sql.pop(0))
    schema_editor.connection.check_constraints()
'''
