import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("shop", "0010_fill_stock"),
        ("stock", "0002_main_warehouse"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="counted_at",
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
    ]
