from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0006_event_capacity"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="name",
            field=models.CharField(max_length=200),
        ),
    ]
