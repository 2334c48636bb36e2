"""An operation of the shop's own, as many projects have one."""

from __future__ import annotations

from django.db.migrations.operations.base import Operation


class FillEmpty(Operation):
    """Gives rows a value in a column where they have none.

    Args:
        model_name: the model.
        name: the field.
        value: what rows without a value get.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, model_name, name, value):
        self.model_name = model_name
        self.name = name
        self.value = value

    def state_forwards(self, app_label, state):
        """Changes no model."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Fills the rows."""
        model = to_state.apps.get_model(app_label, self.model_name)
        rows = model.objects.using(schema_editor.connection.alias)
        rows.filter(**{f"{self.name}__isnull": True}).update(**{self.name: self.value})

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Leaves the rows as they are."""

    def describe(self):
        """What `migrate --plan` shows."""
        return f"Fill empty {self.name} of {self.model_name} with {self.value!r}"

    @property
    def migration_name_fragment(self):
        """The part of an automatic name."""
        return f"fill_{self.model_name.lower()}_{self.name}"
