from django.db import migrations

from . import _helpers as h


def forwards(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    for product in h.each(Product.objects.all()):
        product.name = h.normalise(product.name)
        product.save(update_fields=["name"])


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0003_product_sku"),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
