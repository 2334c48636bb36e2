from django.db import migrations

WRONG, RIGHT = "1.20", "1.25"


def correct(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    Product.objects.filter(slug="leek", price=WRONG).update(price=RIGHT)


def restore(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    Product.objects.filter(slug="leek", price=RIGHT).update(price=WRONG)


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0009_fill_notes"),
    ]

    operations = [
        migrations.RunPython(correct, restore),
    ]
