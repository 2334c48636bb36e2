from django.db import migrations, models

PREFIX = "SKU"


def first_sku():
    return f"{PREFIX}-0000"


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0002_seed"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="sku",
            field=models.CharField(default=first_sku, max_length=20),
            preserve_default=False,
        ),
    ]
