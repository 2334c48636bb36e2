from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0002_book_isbn"),
    ]

    operations = [
        migrations.AlterField(
            model_name="book",
            name="isbn",
            field=models.CharField(blank=True, default="", max_length=13),
        ),
        migrations.AlterField(
            model_name="book",
            name="title",
            field=models.CharField(max_length=200),
        ),
    ]
