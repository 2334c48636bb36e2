from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0004_person_email_person_matches"),
    ]

    operations = [
        migrations.AlterField(
            model_name="badge",
            name="number",
            field=models.PositiveIntegerField(),
        ),
    ]
