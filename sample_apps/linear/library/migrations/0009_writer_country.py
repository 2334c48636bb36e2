from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0008_rename_author_book_writer"),
    ]

    operations = [
        migrations.AddField(
            model_name="writer",
            name="country",
            field=models.CharField(default="??", max_length=2),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="writer",
            name="name",
            field=models.CharField(max_length=100),
        ),
    ]
