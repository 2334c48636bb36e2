from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0007_alter_event_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="discount",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
