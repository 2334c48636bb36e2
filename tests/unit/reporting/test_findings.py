from rich.console import Console

from squashkit.model.findings import Conflicts, Finding, Level, Place
from squashkit.model.refs import Change, Ref
from squashkit.reporting.findings import conflicts_text

MAIN, TOPIC = Ref("main", "a" * 40), Ref("topic", "b" * 40)


def finding(level, fact="It clashes.", hint="", places=()):
    return Finding("SQK201", level, "shop", fact, hint, ("main", "topic"), tuple(places))


def text(*findings, width=40, refs=(TOPIC,)):
    return conflicts_text(Conflicts(MAIN, tuple(refs), findings)).plain


def test_nothing_found():
    assert text() == "No conflicts: 1 ref against main (aaaaaaaaa)."
    assert text(refs=()) == "No conflicts: 0 refs against main (aaaaaaaaa)."


def test_who_where_and_what_next():
    change = Change("c" * 40, "Ann <ann@example.org>", "2030-01-02T03:04:05+00:00")
    places = [Place(TOPIC, "shop/migrations/0002_x.py", 7, change), Place(MAIN, "y.py")]

    assert text(finding(Level.ERROR, hint="git merge main", places=places)) == (
        "error   SQK201  It clashes.\n"
        "        shop/migrations/0002_x.py:7 on topic, ccccccccc 2030-01-02 Ann <ann@example.org>\n"
        "        y.py:1 on main\n"
        "        Next: git merge main\n"
        "\n"
        "1 error: 1 ref against main (aaaaaaaaa)."
    )


def test_the_sum_counts_by_level():
    found = [finding(level) for level in (Level.ERROR, Level.ERROR, Level.WARNING, Level.NOTE)]

    assert text(*found).endswith("2 errors, 1 warning, 1 note: 1 ref against main (aaaaaaaaa).")


def test_names_are_no_markup():
    assert "[bold]x[/bold] :smile:" in text(finding(Level.NOTE, "[bold]x[/bold] :smile:"))


def test_a_command_is_not_cut_by_a_narrow_terminal():
    hint = "On topic: git merge main && squashkit rebase --onto main"
    console = Console(width=40, no_color=True)
    with console.capture() as captured:
        console.print(
            conflicts_text(Conflicts(MAIN, (TOPIC,), (finding(Level.ERROR, hint=hint),))),
            soft_wrap=True,
        )

    assert f"Next: {hint}\n" in captured.get()
