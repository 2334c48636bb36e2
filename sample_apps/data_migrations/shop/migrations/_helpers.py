"""What several migrations of the shop share; not a migration itself."""

import re

SPACES = re.compile(r"\s+")


def normalise(name):
    return SPACES.sub(" ", name).strip()


def slug_of(name):
    return normalise(name).lower().replace(" ", "-")


def each(queryset):
    return queryset.order_by("pk").iterator()
