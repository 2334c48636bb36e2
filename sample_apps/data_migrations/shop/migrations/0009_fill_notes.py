from django.db import migrations

from ..operations import FillEmpty


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0008_product_note"),
    ]

    operations = [
        FillEmpty("product", "note", "new"),
    ]
