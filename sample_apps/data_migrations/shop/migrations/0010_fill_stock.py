from django.db import migrations


def fill(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    Warehouse = apps.get_model("stock", "Warehouse")
    Item = apps.get_model("stock", "Item")
    main = Warehouse.objects.get(name="Main")
    Item.objects.bulk_create(
        Item(warehouse=main, product=product, quantity=10)
        for product in Product.objects.order_by("pk")
    )


def empty(apps, schema_editor):
    apps.get_model("stock", "Item").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ("stock", "0002_main_warehouse"),
        ("shop", "hotfix_leek"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
