from django.db import migrations

CHEAP = 1

VIEW = f"""
CREATE VIEW shop_cheap_products AS
SELECT id, name, price FROM shop_product WHERE price < {CHEAP}
"""


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0010_fill_stock"),
    ]

    operations = [
        migrations.RunSQL(VIEW, reverse_sql="DROP VIEW shop_cheap_products"),
    ]
