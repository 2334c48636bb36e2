from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0006_alter_book_page_count_book_library_book_title_idx"),
    ]

    operations = [
        migrations.RenameModel(
            old_name="Author",
            new_name="Writer",
        ),
    ]
