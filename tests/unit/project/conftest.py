"""Django in this process: operations cannot be made without settings and a registry of apps."""

import django
from django.conf import settings

if not settings.configured:
    settings.configure(INSTALLED_APPS=[])
    django.setup()
