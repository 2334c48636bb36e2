import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0005_alter_badge_number"),
        ("clubs", "0004_alter_club_captain"),
    ]

    operations = [
        migrations.AddField(
            model_name="club",
            name="founder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="founded",
                to="people.person",
            ),
        ),
    ]
