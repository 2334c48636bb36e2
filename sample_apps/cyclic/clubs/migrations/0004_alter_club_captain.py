import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0004_person_email_person_matches"),
        ("clubs", "0003_match"),
    ]

    operations = [
        migrations.AlterField(
            model_name="club",
            name="captain",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="captain_of",
                to="people.person",
            ),
        ),
    ]
