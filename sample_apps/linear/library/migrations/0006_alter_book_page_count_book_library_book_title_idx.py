from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0005_rename_pages_book_page_count"),
    ]

    operations = [
        migrations.AlterField(
            model_name="book",
            name="page_count",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="book",
            index=models.Index(fields=["title"], name="library_book_title_idx"),
        ),
    ]
