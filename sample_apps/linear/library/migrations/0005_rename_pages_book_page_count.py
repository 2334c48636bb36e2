from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0004_shelf_book_shelf"),
    ]

    operations = [
        migrations.RenameField(
            model_name="book",
            old_name="pages",
            new_name="page_count",
        ),
    ]
