from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0003_event_price"),
    ]

    operations = [
        migrations.RenameField(
            model_name="event",
            old_name="title",
            new_name="name",
        ),
    ]
