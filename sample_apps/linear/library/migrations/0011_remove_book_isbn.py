from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0010_book_library_book_unique_title"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="book",
            name="isbn",
        ),
    ]
