from decimal import ROUND_HALF_UP as UP
from decimal import Decimal as D

from django.db import migrations


def round_prices(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    for product in Product.objects.order_by("pk"):
        product.price = product.price.quantize(D("0.01"), rounding=UP)
        product.save(update_fields=["price"])


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0005_product_slug"),
    ]

    operations = [
        # Only old rows needed it: what is new has been rounded since.
        migrations.RunPython(round_prices, migrations.RunPython.noop, elidable=True),
    ]
