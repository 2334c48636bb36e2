from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0007_alter_event_name"),
    ]

    operations = [
        migrations.RenameField(
            model_name="event",
            old_name="capacity",
            new_name="seats",
        ),
    ]
