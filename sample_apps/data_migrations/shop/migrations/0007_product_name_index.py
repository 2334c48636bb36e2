from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0006_round_prices"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX shop_product_name_idx ON shop_product (name)",
                    reverse_sql="DROP INDEX shop_product_name_idx",
                ),
            ],
            state_operations=[
                migrations.AddIndex(
                    model_name="product",
                    index=models.Index(fields=["name"], name="shop_product_name_idx"),
                ),
            ],
        ),
    ]
