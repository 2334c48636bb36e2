from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0005_ticket"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="capacity",
            field=models.PositiveIntegerField(default=100),
        ),
    ]
