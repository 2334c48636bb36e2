"""What a step may use and still depend on nothing but the rows of the models that it asks for.

A name that is missing here costs a proof, a name too many could cost rows. So whatever reads
settings, files, the environment, other tables, or asks which database it runs on is left out.
Languages and hashes of passwords are values that are written, which a replay sees.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, to be looked up."""
    return frozenset(text.split())


BUILTINS = words(
    """
    abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter
    float format frozenset getattr hasattr hash hex id int isinstance issubclass iter len list map
    max min next object oct ord pow print property range repr reversed round set setattr slice
    sorted staticmethod str sum super tuple type zip
    ArithmeticError AssertionError AttributeError BaseException Exception FloatingPointError
    ImportError IndexError KeyError LookupError ModuleNotFoundError NameError NotImplemented
    NotImplementedError OverflowError RuntimeError StopIteration SyntaxError TypeError
    UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError Warning ZeroDivisionError
    DeprecationWarning UserWarning RuntimeWarning
    True False None Ellipsis __name__ __debug__
    """
)

# Methods of querysets and managers (django/db/models/query.py, and content types' own, which only
# meet content types), of model instances, and of Python's own values. Methods of the project's, by
# mixins, have other names or are found to write.
METHODS = words(
    """
    add aggregate alias all annotate bulk_create bulk_update check_constraints clear complex_filter
    contains count
    create dates datetimes defer delete distinct earliest exclude exists explain filter
    first get get_field get_model get_or_create get_queryset in_bulk intersection iterator last
    latest none only order_by prefetch_related refresh_from_db remove reverse save select_for_update
    select_related set union update update_or_create values values_list
    DoesNotExist MultipleObjectsReturned
    asc desc resolve_expression
    append appendleft capitalize casefold center copy decode difference difference_update discard
    encode endswith expandtabs extend find findall finditer format format_map fromkeys fullmatch
    group groupdict groups index insert intersection_update isalnum isalpha isascii isdecimal
    isdigit isdisjoint isidentifier islower isnumeric isspace issubset issuperset istitle isupper
    items join keys ljust lower lstrip match maketrans most_common partition pop popitem popleft
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip search setdefault
    sort split splitlines startswith strip sub subn swapcase symmetric_difference title translate
    upper zfill
    astimezone combine date fromisoformat fromtimestamp isocalendar isoformat isoweekday normalize
    localize strftime strptime time timestamp timetuple timetz toordinal total_seconds utcoffset
    weekday
    get_by_natural_key get_for_id get_for_model get_for_models
    as_tuple quantize to_integral_value hexdigest digest hex
    critical debug error exception flush info log warn warning
    """
)

# Which take names of fields, and may follow relations by them.
LOOKING_UP = words(
    """
    aggregate alias annotate dates datetimes defer distinct exclude filter get in_bulk only order_by
    prefetch_related select_related values values_list
    """
)
ELSEWHERE = frozenset({"db_manager", "using"})
"""Methods that take the alias of a database; that of the connection is no other."""
MAKING = words("bulk_create create get_for_model get_for_models get_or_create update_or_create")
DELETING = frozenset({"delete"})

# Attributes by which code goes past the ORM, or finds models that it does not name.
TELLING = {
    "introspection": "looks at the tables of the database",
    "callproc": "runs SQL of its own",
    "deferred_sql": "runs SQL of its own",
    "on_commit": "does something later",
    "run_on_commit": "does something later",
    "cursor": "runs SQL of its own",
    "execute": "runs SQL of its own",
    "executemany": "runs SQL of its own",
    "rel": "follows relations that it does not name",
    "related_model": "follows relations that it does not name",
    "remote_field": "follows relations that it does not name",
    "get_fields": "looks at all fields of a model",
    "get_models": "looks at all models",
    "all_models": "looks at all models",
    "app_configs": "looks at all apps",
    "related_objects": "looks at all relations of a model",
    "fields_map": "looks at all fields of a model",
    "environ": "reads the environment",
}

# Attributes that are not the same everywhere, so that code may do more or less.
VARYING = {
    "display_name": "asks which database it runs on",
    "vendor": "asks which database it runs on",
    "choices": "reads what a field may hold",
    "flatchoices": "reads what a field may hold",
    "get_default": "reads what a field holds at first",
    "validators": "reads what a field may hold",
    "settings_dict": "asks which database it runs on",
    "features": "asks what the database can do",
    "ops": "asks what the database can do",
}

# What gives something else each time.
CHANCE = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "django.utils.crypto.get_random_string",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.utils.timezone.now",
    "random",
    "secrets",
    "time.localtime",
    "time.time",
    "uuid.uuid1",
    "uuid.uuid4",
)

# Whole modules, and what is below them.
MODULES = (
    "__future__",
    "base64",
    "binascii",
    "bisect",
    "calendar",
    "collections",
    "contextlib",
    "copy",
    "dataclasses",
    "datetime",
    "dateutil",
    "decimal",
    "django.contrib.auth.hashers",
    "django.core.exceptions",
    "django.core.serializers.json.DjangoJSONEncoder",
    "django.core.validators",
    "django.db.DatabaseError",
    "django.db.IntegrityError",
    "django.db.migrations.RunPython",
    "django.db.migrations.operations.special.RunPython",
    "django.db.models",
    "django.db.transaction",
    "django.db.utils",
    "django.utils.crypto",
    "django.utils.dateparse",
    "django.utils.dateformat",
    "django.utils.encoding",
    "django.utils.functional",
    "django.utils.html",
    "django.utils.safestring",
    "django.utils.six",
    "django.utils.text",
    "django.utils.timezone",
    "django.utils.translation",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "html",
    "itertools",
    "json",
    "logging",
    "math",
    "numbers",
    "pprint",
    "pytz",
    "random",
    "re",
    "secrets",
    "six",
    "statistics",
    "string",
    "sys.stderr",
    "sys.stdout",
    "textwrap",
    "time",
    "tqdm",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "warnings",
    "zoneinfo",
)
NOT_MODULES = (
    "django.db.models.base",
    "django.db.models.manager",
    "django.db.models.options",
    "django.db.models.query",
    "django.db.models.expressions.RawSQL",
    "django.db.models.signals",
    "django.db.models.sql",
)


def is_harmless(dotted: str) -> bool:
    """Whether what an import gives may be used without a further look.

    Args:
        dotted: the full name, such as `django.utils.text.slugify`.
    """
    return _below(dotted, MODULES) and not _below(dotted, NOT_MODULES)


def is_chance(dotted: str) -> bool:
    """Whether what an import gives asks the clock, or draws lots."""
    return _below(dotted, CHANCE)


def leads_to_harmless(dotted: str) -> bool:
    """Whether this is a package with something harmless in it, such as `django.utils`."""
    return any(one.startswith(f"{dotted}.") for one in MODULES)


def _below(dotted: str, modules: tuple[str, ...]) -> bool:
    return any(f"{dotted}.".startswith(f"{one}.") for one in modules)
