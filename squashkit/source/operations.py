"""Reads one operation of a migration: what it changes, what it refers to, what it may touch."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from ..model.migrations import ModelName, OperationFacts
from .arguments import SIGNATURES, arguments
from .names import SETTINGS, Names, NotLiteralError
from .parsing import parse
from .relations import UNRELATED, Relations, read_relations
from .steps import is_elidable, is_none, is_noop, touched
from .subjects import Subject, read_subject
from .walking import walk

DJANGO = re.compile(r"django\.db\.migrations(?:\.operations(?:\.\w+)?)?\.(\w+)")
POSTGRES = "django.contrib.postgres.operations."
LABELLED = re.compile(r"([A-Za-z_]\w*)\.([A-Za-z_]\w*)")
# A word of a relation, or a field that has a name and may be one.
MAY_RELATE = re.compile(
    rb"Key|OneToOne|ManyToMany|GenericRelation|\bto\b|through|bases|field=[a-z_]"
)
# A text with a dot inside, or two texts side by side that Python makes one.
MAY_LABEL = re.compile(rb"""['"][^'".\s]+\.[^'".\s]+['"]|['"]\s*['"]""")

# What has another value on another machine, or the next time; to look for, and by its full name.
MAY_VARY = re.compile(rb"environ|getenv|getcwd|gethostname|now\(|today\(|time\(|uuid|rand|secrets")
VARYING = re.compile(
    r"os\.(?:environ\b.*|getenv|getcwd|getpid)|(?:random|secrets|platform|socket|getpass)\..*"
    r"|time\.time|uuid\.uuid[14]|datetime\.(?:date(?:time)?\.)?(?:now|utcnow|today)"
    r"|django\.utils\.timezone\.(?:now|localtime|localdate)"
)

# Operations of django/contrib/postgres/operations.py that are about what Django's own are about.
_LIKE = {
    f"{POSTGRES}AddIndexConcurrently": "AddIndex",
    f"{POSTGRES}RemoveIndexConcurrently": "RemoveIndex",
    f"{POSTGRES}AddConstraintNotValid": "AddConstraint",
    f"{POSTGRES}ValidateConstraint": "RemoveConstraint",
}


def read_operation(node: ast.expr, app: str, names: Names) -> OperationFacts:
    """Read one element of `operations`.

    Args:
        node: the expression.
        app: the label of the app that the migration belongs to.
        names: the names of its module.

    Raises:
        NotLiteralError: it is not a plain call of an operation class.
    """
    dotted = names.dotted(node.func) if isinstance(node, ast.Call) else ""
    if not isinstance(node, ast.Call) or not dotted:
        raise NotLiteralError(node)
    match = DJANGO.fullmatch(dotted)
    kind = match[1] if match else dotted
    if kind == "SeparateDatabaseAndState":
        return _separate(node, app, names)
    if kind in SIGNATURES:
        return _schema(node, kind, app, names)
    return _free(node, kind, app, names)


def operation_texts(source: str) -> dict[int, str]:
    """How the operations of a file are written, each in one line, by the line where it starts.

    Args:
        source: the file.
    """
    found: dict[int, str] = {}
    for node in ast.walk(parse(source.encode("utf-8"))):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "operations":
            calls = (one for one in ast.walk(node.value) if isinstance(one, ast.Call))
            for one in calls:
                found.setdefault(one.lineno, ast.unparse(one))
    return found


def _schema(node: ast.Call, kind: str, app: str, names: Names) -> OperationFacts:
    """An operation of Django that changes models and never rows."""
    references, computed = _mentioned(node, names)
    subject = read_subject(node, kind, names)
    relations = _relations(node, kind, ModelName(app, subject.model), names)
    removes = kind in {"RenameModel", "DeleteModel"}
    return OperationFacts(
        kind=kind,
        line=node.lineno,
        model=subject.model,
        field=subject.field,
        new_name=subject.new_name,
        fields=subject.fields,
        references=references,
        relations=relations.models,
        bases=relations.bases,
        relation_fields=relations.fields,
        removes=frozenset({ModelName(app, subject.model)}) if removes else frozenset(),
        computed=computed,
    )


def _relations(node: ast.Call, kind: str, own: ModelName, names: Names) -> Relations:
    """Where it leads to; most operations are about plain fields, as their text shows."""
    text = names.text_of(node)
    if text is None or any(name.encode() in text for name in names.constants):
        return read_relations(node, kind, own, names)
    if MAY_RELATE.search(text) or MAY_LABEL.search(text):
        return read_relations(node, kind, own, names)
    return UNRELATED


def _mentioned(start: ast.expr, names: Names) -> tuple[frozenset[ModelName], tuple[str, ...]]:
    """Every string that may be "app.Model", and what has other values elsewhere.

    One reference too many does no harm, one too few would.
    """
    text = names.text_of(start)
    may_set = text is None or any(name.encode() in text for name in names.settings)
    may_vary = text is None or MAY_VARY.search(text) is not None
    if text is not None and not may_set and not may_vary and not MAY_LABEL.search(text):
        return frozenset(), ()
    references: set[ModelName] = set()
    computed: set[str] = set()
    for node in walk(start):
        if isinstance(node, ast.Constant):
            # Most texts have no dot, and need no pattern to see that they name no model.
            if isinstance(node.value, str) and "." in node.value:
                references.update(_labelled(node.value))
        elif may_set and isinstance(node, ast.Attribute):
            computed |= _setting(node, names)
        elif may_vary and isinstance(node, ast.Call | ast.Subscript):
            computed |= _varying(node.func if isinstance(node, ast.Call) else node.value, names)
    return frozenset(references), tuple(sorted(computed))


def _labelled(text: str) -> list[ModelName]:
    match = LABELLED.fullmatch(text)
    return [ModelName(match[1], match[2].lower())] if match else []


def _setting(node: ast.Attribute, names: Names) -> set[str]:
    """The name of the setting that this is, if it is one."""
    if isinstance(node.value, ast.Name) and node.value.id not in names.settings:
        return set()
    owner, _, name = names.dotted(node).rpartition(".")
    return {name} if owner == SETTINGS else set()


def _varying(called: ast.expr, names: Names) -> set[str]:
    dotted = names.dotted(called)
    return {dotted} if VARYING.fullmatch(dotted) else set()


def _separate(node: ast.Call, app: str, names: Names) -> OperationFacts:
    """SeparateDatabaseAndState is as wide as what it holds."""
    parameters = ("database_operations", "state_operations")
    given = arguments(node, parameters)
    if len(given) < len(node.args) + len(node.keywords):
        raise NotLiteralError(node)  # *args or **options, with who knows which operations
    inner = tuple(
        read_operation(item, app, names)
        for parameter in parameters
        if parameter in given and not is_none(given[parameter])
        for item in names.items(given[parameter])
    )
    facts = OperationFacts(
        kind="SeparateDatabaseAndState",
        line=node.lineno,
        references=frozenset().union(*(operation.references for operation in inner)),
        touches_rows=any(operation.touches_rows for operation in inner),
        touched_apps=frozenset().union(*(operation.touched_apps for operation in inner)),
    )
    return _around(facts, inner)


def _around(facts: OperationFacts, inner: tuple[OperationFacts, ...]) -> OperationFacts:
    """An operation together with those that it holds."""
    return replace(
        facts,
        inner=inner,
        removes=frozenset().union(*(operation.removes for operation in inner)),
        relations=frozenset().union(*(operation.relations for operation in inner)),
        relation_fields=tuple(
            dict.fromkeys(field for operation in inner for field in operation.relation_fields)
        ),
    )


_NOTHING: tuple[frozenset[str], frozenset[ModelName]] = (frozenset(), frozenset())


def _free(node: ast.Call, kind: str, app: str, names: Names) -> OperationFacts:
    """RunPython, RunSQL and everything that is not Django's own: it may do anything."""
    apps, models = touched(node, app, names) if kind == "RunPython" else _NOTHING
    facts = OperationFacts(
        kind=kind,
        line=node.lineno,
        references=_mentioned(node, names)[0],
        touches_rows=not kind.startswith(POSTGRES),
        touched_apps=apps,
        asks=models,
        noop=is_noop(node, kind, names),
        elidable=is_elidable(node),
    )
    if kind == "RunSQL":
        return _around(facts, _state_of_sql(node, app, names))
    if kind == "RunPython":
        return facts
    subject = _subject_if_any(node, _LIKE[kind], names) if kind in _LIKE else Subject("")
    relations = read_relations(node, kind, ModelName(app, subject.model), names)
    facts = replace(facts, relations=relations.models, relation_fields=relations.fields)
    return replace(facts, model=subject.model, field=subject.field, fields=subject.fields)


def _state_of_sql(node: ast.Call, app: str, names: Names) -> tuple[OperationFacts, ...]:
    """What `RunSQL(..., state_operations=[...])` says of the models; nothing if not literal."""
    given = arguments(node, ("sql", "reverse_sql", "state_operations")).get("state_operations")
    if given is None or is_none(given):
        return ()
    try:
        return tuple(read_operation(item, app, names) for item in names.items(given))
    except NotLiteralError:
        return ()


def _subject_if_any(node: ast.Call, kind: str, names: Names) -> Subject:
    try:
        return read_subject(node, kind, names)
    except NotLiteralError:
        return Subject("")
