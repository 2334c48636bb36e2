from django.db import migrations

NAME = "Main"


class Migration(migrations.Migration):

    dependencies = [
        ("stock", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: apps.get_model("stock", "Warehouse").objects.create(
                name=NAME
            ),
            lambda apps, schema_editor: apps.get_model("stock", "Warehouse")
            .objects.filter(name=NAME)
            .delete(),
        ),
    ]
