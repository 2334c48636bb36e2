import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    Event = apps.get_model("events", "Event")
    WaitingList = apps.get_model("events", "WaitingList")
    for event in Event.objects.order_by("pk"):
        WaitingList.objects.create(event=event, places=event.capacity // 10)


class Migration(migrations.Migration):

    dependencies = [
        ("events", "0007_alter_event_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaitingList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("places", models.PositiveIntegerField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, to="events.event"
                    ),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
