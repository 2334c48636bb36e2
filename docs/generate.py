"""Writes the reference pages that are made from the code: `python docs/generate.py`.

A test compares them with what this would write, so they cannot go stale.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from squashkit.analysis.rules import CONFLICTS, DEPLOYED, REBASING, SQUASHING
from squashkit.cli.options import parser

REFERENCE = Path(__file__).parent / "reference"

RULES_HEAD = """\
# Rules

Whatever squashkit leaves alone, and whatever it finds, names the rule behind it. An id never
changes its meaning.
"""

SQUASHING_HEAD = """\
## Plans

Each migration that stays as it is, and each place where a segment ends before its app does, names
one of these.
"""

CONFLICTS_HEAD = """\
## Conflicts

What [`squashkit conflicts`](commands.md#squashkit-conflicts) finds names one of these. Most have
one level; where a rule has several, the finding says which: an `error` breaks something or changes
its meaning, a `warning` is for a person to look at, a `note` is good to know. Only errors make the
exit status 1.
"""

DEPLOYED_HEAD = """\
## Deployed databases

What [`squashkit check`](commands.md#squashkit-check) finds names one of these, and so do the system
checks that come with `"squashkit"` in `INSTALLED_APPS`: there SQK301 is `squashkit.E301`. SQK303,
SQK307, SQK308 and SQK309 are about the files alone, and are a part of `manage.py check --deploy`;
all others of `manage.py migrate` and of `manage.py check --database ALIAS`.
"""

REBASING_HEAD = """\
## Branches that come after their base

What [`squashkit rebase`](commands.md#squashkit-rebase) finds names one of these. SQK408 is a
warning; SQK409 is what a rebase changes, and what `--check` ends with 1 for. All others are in the
way: nothing is written before they are settled.
"""

COMMANDS_HEAD = """\
# Commands

One console script, `squashkit VERB`. The same verbs are `python manage.py squashkit VERB` once
`"squashkit"` is in `INSTALLED_APPS`, and `squash-plan` is `squashkit plan`.

Exit status: 0 fine, 1 findings (a proof that does not hold, a cleanup that is blocked, a conflict
of level error, a branch that is behind its base, a database with a problem, a file at a ref that
cannot be read), 2 could not run, 130 stopped with Ctrl-C, 143 by SIGTERM, 129 by SIGHUP. Results go
to standard output, progress and errors to standard error.
"""


def rules() -> str:
    """The page of rules."""
    parts = [RULES_HEAD]
    groups = {
        SQUASHING_HEAD: SQUASHING,
        CONFLICTS_HEAD: CONFLICTS,
        DEPLOYED_HEAD: DEPLOYED,
        REBASING_HEAD: REBASING,
    }
    for head, group in groups.items():
        parts.append(head)
        parts += [
            f"### {rule.id}: {rule.name}\n\n{rule.text}\n\n**Why.** {rule.why}\n" for rule in group
        ]
    return "\n".join(parts)


def commands() -> str:
    """The page of commands: a table of options a verb.

    Not the text of `--help`, which argparse lays out differently in each Python.
    """
    top = parser("squashkit")
    [verbs] = [one for one in top._actions if isinstance(one, argparse._SubParsersAction)]
    parts = [COMMANDS_HEAD]
    for name, verb in verbs.choices.items():
        rows = "".join(_row(action) for action in verb._actions)
        head = f"## squashkit {name}\n\n{verb.description}\n\n| argument | meaning |\n|---|---|\n"
        parts.append(head + rows)
    return "\n".join(parts)


def _row(action: argparse.Action) -> str:
    words = ", ".join(action.option_strings) or f"{action.metavar}{' ...' * (action.nargs == '*')}"
    value = action.metavar if action.option_strings and action.nargs != 0 else ""
    if action.choices:
        value = "|".join(action.choices)
    shown = f"{words} {value}".strip().replace("|", "\\|")
    return f"| `{shown}` | {action.help or ''} |\n"


PAGES = {"rules.md": rules, "commands.md": commands}

if __name__ == "__main__":
    for page, make in PAGES.items():
        (REFERENCE / page).write_text(make(), "utf-8")
