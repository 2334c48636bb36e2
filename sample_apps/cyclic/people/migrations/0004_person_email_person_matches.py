from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clubs", "0003_match"),
        ("people", "0003_badge"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="person",
            name="matches",
            field=models.ManyToManyField(blank=True, related_name="players", to="clubs.match"),
        ),
    ]
