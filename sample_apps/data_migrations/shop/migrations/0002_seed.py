from decimal import Decimal
from functools import partial

from django.db import migrations

CATEGORIES = ["Fruit", "Vegetables"]
PRODUCTS = {
    "Fruit": [("  Green  apple", Decimal("0.50")), ("Pear ", Decimal("0.70"))],
    "Vegetables": [("Leek", Decimal("1.20"))],
}


def seed(apps, schema_editor, *, names):
    Category = apps.get_model("shop", "Category")
    Product = apps.get_model("shop", "Product")
    for name in names:
        category = Category.objects.create(name=name)
        for product, price in PRODUCTS[name]:
            Product.objects.create(name=product, price=price, category=category)


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(
            partial(seed, names=CATEGORIES),
            lambda apps, schema_editor: None,
        ),
    ]
