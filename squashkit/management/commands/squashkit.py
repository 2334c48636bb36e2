"""`python manage.py squashkit VERB`: the same verbs and options as the console script."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from squashkit.cli import main

PROGRAM = "manage.py squashkit"


class Command(BaseCommand):
    """Hands everything on; squashkit loads the project in a process of its own."""

    help = "Turns a long migration history into a short one that is proven equal."
    requires_system_checks: list[str] = []  # noqa: RUF012  Django's own declaration

    def run_from_argv(self, argv: list[str]) -> None:
        """Leave parsing to squashkit, so that both ways of calling it are one."""
        sys.exit(main(argv[2:], program=PROGRAM))

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """For `call_command("squashkit", "plan", "shop")`."""
        parser.add_argument("arguments", nargs=argparse.REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb.

        Raises:
            CommandError: with the exit status, when it is not 0.
        """
        given = [*args, *options.get("arguments", ())]
        status = main([str(argument) for argument in given], program=PROGRAM)
        if status:
            raise CommandError(f"squashkit ended with status {status}.", returncode=status)
