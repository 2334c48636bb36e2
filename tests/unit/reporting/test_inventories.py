from rich.console import Console

from squashkit.model.history import App
from squashkit.model.inventory import AppInventory, Inventories, Inventory, Squash
from squashkit.model.refs import Change
from squashkit.reporting.inventories import inventories_text, inventory_text
from tests.builders import keys

FIRST = Change("1" * 40, "Ann <ann@example.org>", "2030-01-02T03:04:05+00:00")
LAST = Change("2" * 40, "Bea", "2030-02-03T03:04:05+00:00")


def app(label, **parts):
    return AppInventory(
        App(label, f"{label}.migrations", f"{label}/migrations"),
        parts.pop("migrations", 3),
        {"AddField": 2, "RunPython": 1},
        1,
        **parts,
    )


def shown(renderable):
    console = Console(width=200, no_color=True)
    with console.capture() as captured:
        console.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def test_the_work_tree_has_no_dates():
    assert shown(inventory_text(Inventory("", (app("a"),)))) == (
        "App  Migrations  Operations  Data  Squashes  Merges  Leaf  Unreadable\n"
        "a             3           3     1  -         -       -     -\n"
        "\n"
        "3 migrations in 1 app."
    )


def test_a_ref_in_full():
    one = app(
        "a",
        squashes=(Squash(keys("a.s")[0], 2, 1),),
        merges=keys("a.m"),
        leaves=keys("a.1 a.2 a.3 a.4 a.5"),
        unreadable=keys("a.u"),
        first=FIRST,
        last=LAST,
    )
    inventory = Inventory("c" * 40, (one,), "v1", "backend", ("x.py, line 1: no.",))

    assert shown(inventories_text(Inventories((inventory,)))) == (
        "v1 (ccccccccc) in backend\n"
        "App  Migrations  Operations  Data  Squashes                Merges  Leaf             "
        "Unreadable  First commit    Last commit\n"
        "a             3           3     1  s (replaces 2, 1 gone)  m       1, 2, 3, 2 more  "
        "u           2030-01-02 Ann  2030-02-03 Bea\n"
        "\n"
        "3 migrations in 1 app.\n"
        "Not read: v1: x.py, line 1: no."
    )


def test_many_refs_in_a_row_each():
    split = app("b", leaves=keys("b.1 b.2"), first=FIRST, last=FIRST)
    one = Inventory("c" * 40, (app("a", first=FIRST, last=LAST), split), "v1")
    two = Inventory("d" * 40, (), "v2", "backend")

    assert [line.split() for line in shown(inventories_text(Inventories((one, two)))).split("\n")][
        1:
    ] == [
        ["v1", "ccccccccc", "2", "6", "6", "2", "0", "0", "0", "b", "2030-02-03", "Bea"],
        ["v2", "backend", "ddddddddd", "0", "0", "0", "0", "0", "0", "0", "-", "-"],
    ]
