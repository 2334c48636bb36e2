from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0009_writer_country"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="book",
            constraint=models.UniqueConstraint(
                fields=("writer", "title"), name="library_book_unique_title"
            ),
        ),
    ]
