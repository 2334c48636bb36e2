"""`squashkit merge`: one end for each app that has several."""

import pytest

from tests.commands import squashkit
from tests.flows.teams import add

MIGRATIONS = "shop/migrations"
ALTER = 'migrations.AlterField("Item", "price", models.{}(default=1)),'


def names(team):
    return sorted(path.stem for path in (team.root / MIGRATIONS).glob("0*.py"))


@pytest.fixture
def forked(team):
    """Two ends that have nothing to do with each other."""
    team.add("main", "shop.0004_size", add("size"), "shop.0003_name")
    team.add("main", "shop.0004_colour", add("colour"), "shop.0003_name")
    return team


@pytest.fixture
def clashing(team):
    for kind in ("Big", "Small"):
        field = ALTER.format(f"{kind}IntegerField")
        team.add("main", f"shop.0004_{kind.lower()}", field, "shop.0003_name")
    return team


def test_nothing_to_merge(team):
    done = squashkit(team.root, "merge")

    assert (done.status, done.out) == (0, "Each app ends in one migration: nothing to merge.\n")


def test_either_may_come_first(forked):
    done = squashkit(forked.root, "merge")

    assert done.status == 0, done.out
    assert done.out.splitlines()[:4] == [
        "shop ends in 0004_colour, 0004_size.",
        "    Either may come first; shop.0005_merge_0004_colour_0004_size merges them.",
        "equal   state   2 models",
        "    1 difference that the verdict ignores: column order",
    ]
    assert done.out.endswith(
        "Wrote 1 file:\n  shop/migrations/0005_merge_0004_colour_0004_size.py\n"
        "Next: git add them, and git commit\n"
    )
    forked.site.manage("migrate")
    assert squashkit(forked.root, "merge").out.startswith("Each app ends in one migration")


@pytest.mark.parametrize("how", ["--dry-run", "--diff"])
def test_nothing_is_written(forked, how):
    done = squashkit(forked.root, "merge", how, "--no-proof")

    assert done.status == 0
    assert names(forked)[-1] == "0004_size"


def test_max_migration(forked):
    path = forked.root / MIGRATIONS / "max_migration.txt"
    path.write_text("0004_size\n")
    forked.commit()
    squashkit(forked.root, "merge", "--no-proof")

    assert path.read_text() == "0005_merge_0004_colour_0004_size\n"


def test_where_the_order_matters_it_is_said_what_comes_of_each(clashing):
    done = squashkit(clashing.root, "merge")

    one = "migrations.AlterField('Item', 'price', models.{}IntegerField(default=1))"
    assert (done.status, done.out.splitlines()) == (
        1,
        [
            "shop ends in 0004_big, 0004_small.",
            "    The order of these matters for shop.item.price:",
            f"        {MIGRATIONS}/0004_big.py:10 alters shop.item.price {one.format('Big')}",
            f"        {MIGRATIONS}/0004_small.py:10 alters shop.item.price {one.format('Small')}",
            "        With 0004_big last, shop.item.price is as 0004_big leaves it.",
            "        With 0004_small last, shop.item.price is as 0004_small leaves it.",
            "    To have 0004_big last: squashkit merge --last shop.0004_big",
            "    To have 0004_small last: squashkit merge --last shop.0004_small",
        ],
    )
    assert names(clashing)[-1] == "0004_small"


def test_one_of_them_comes_last(clashing):
    done = squashkit(clashing.root, "merge", "--last", "shop.0004_big")

    assert done.status == 0, done.out
    text = (clashing.root / MIGRATIONS / "0004_big.py").read_text()
    assert "[(\"shop\", \"0004_small\"), ('shop', '0003_name')]" in text
    clashing.site.manage("migrate")


def test_what_fails_in_any_order_is_not_settled_by_one(team):
    for name in ("0004_a", "0004_b"):
        team.add("main", f"shop.{name}", add("size"), "shop.0003_name")
    done = squashkit(team.root, "merge", "--last", "shop.0004_b")

    assert done.status == 1
    assert "With 0004_b last, 0004_b finds it done, or gone, and may fail." in done.out
    assert "--last" not in done.out


def test_steps_on_one_model_may_meet_each_others_rows(team):
    step = 'migrations.RunPython(lambda apps, _: apps.get_model("shop", "Item")),'
    for name in ("0004_a", "0004_b"):
        team.add("main", f"shop.{name}", step, "shop.0003_name")
    done = squashkit(team.root, "merge")

    assert done.status == 1
    assert "The order of these matters for shop.item:" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "mariadb", "--no-proof"], "--on asks for a proof, and --no-proof for none."),
        (["nowhere"], "There is no app nowhere with migrations."),
        (["--last", "shop.0003_name"], "shop.0003_name is not one of several ends of an app."),
    ],
)
def test_what_is_not_there(forked, arguments, said):
    done = squashkit(forked.root, "merge", *arguments)

    assert (done.status, done.err.splitlines()[-2]) == (2, f"squashkit: {said}")


def test_an_order_that_another_app_has_settled(team):
    team.add("main", "shop.0004_a", add("a"), "shop.0003_name")
    shelf = add("x").replace("Item", "Shelf")
    team.add("main", "stock.0002_x", shelf, "stock.0001_initial shop.0004_a")
    team.add("main", "shop.0004_b", add("b"), "shop.0003_name stock.0002_x")
    refused = squashkit(team.root, "merge", "--last", "shop.0004_a")
    done = squashkit(team.root, "merge")

    assert "shop.0004_a cannot come last: shop.0004_b comes after it" in refused.err
    assert done.status == 0, done.err
    team.site.manage("migrate")


def test_another_app_that_cannot_be_merged_does_not_do_without_the_proof(clashing):
    sql = ("INSERT INTO stock_shelf (id) VALUES (7)", "DELETE FROM stock_shelf")
    for name, statement in zip("xy", sql, strict=True):
        step = f'migrations.RunSQL("{statement}"),'
        clashing.add("main", f"stock.0002_{name}", step, "stock.0001_initial")
    done = squashkit(clashing.root, "merge")

    assert done.status == 1
    assert "UNEQUAL rows" in done.out
    assert not [*(clashing.root / "stock/migrations").glob("*merge*")]


def test_one_of_two_apps(clashing):
    for name in ("x", "y"):
        shelf = add(name).replace("Item", "Shelf")
        clashing.add("main", f"stock.0002_{name}", shelf, "stock.0001_initial")
    done = squashkit(clashing.root, "merge", "stock")

    assert done.status == 0, done.err
    assert "  stock/migrations/0003_merge_0002_x_0002_y.py\n" in done.out


def test_only_one_can_come_last(clashing):
    done = squashkit(clashing.root, "merge", "--last", "shop.0004_big", "shop.0004_small")

    assert done.status == 2
    assert "Only one migration of shop can come last" in done.err
