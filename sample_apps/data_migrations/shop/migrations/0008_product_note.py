from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0007_product_name_index"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE shop_product ADD COLUMN note varchar(50) NULL",
            reverse_sql="ALTER TABLE shop_product DROP COLUMN note",
            state_operations=[
                migrations.AddField(
                    model_name="product",
                    name="note",
                    field=models.CharField(blank=True, max_length=50, null=True),
                ),
            ],
        ),
    ]
