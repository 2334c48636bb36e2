from django.db import migrations, models

from ._helpers import each, slug_of


def forwards(apps, schema_editor):
    Product = apps.get_model("shop", "Product")
    for product in each(Product.objects.filter(slug=None)):
        product.slug = slug_of(product.name)
        product.save(update_fields=["slug"])


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0004_normalise_names"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="slug",
            field=models.SlugField(null=True),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="product",
            name="slug",
            field=models.SlugField(unique=True),
        ),
    ]
