from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0007_rename_author_writer"),
    ]

    operations = [
        migrations.RenameField(
            model_name="book",
            old_name="author",
            new_name="writer",
        ),
    ]
