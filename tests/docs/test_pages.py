"""The documentation says what the program does."""

import re
import runpy
import sys
from pathlib import Path

import pytest

import squashkit
from squashkit.conf import Configuration
from squashkit.model.findings import Conflicts, Finding, Place
from squashkit.model.inventory import AppInventory, Inventory, Squash
from squashkit.model.proofs import Basis, Proof
from squashkit.model.references import Reference
from squashkit.model.refs import Change
from squashkit.model.schema import Cause, Difference
from squashkit.model.unused import Unused
from tests.commands import run
from tests.projects import shop

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GENERATE = runpy.run_path(str(DOCS / "generate.py"))
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")


@pytest.mark.parametrize("page", GENERATE["PAGES"])
def test_generated_pages_are_fresh(page):
    written = (DOCS / "reference" / page).read_text("utf-8")

    assert written == GENERATE["PAGES"][page](), "run: python docs/generate.py"


def test_every_public_name_is_in_the_reference():
    text = (DOCS / "reference" / "api.md").read_text("utf-8")

    assert [name for name in squashkit.__all__ if f"`{name}" not in text] == []


def test_every_setting_is_in_the_reference():
    text = (DOCS / "reference" / "configuration.md").read_text("utf-8")

    assert all(f"`{name}`" in text for name in Configuration.__dataclass_fields__)


@pytest.mark.parametrize(
    "part",
    [
        Proof,
        Basis,
        Difference,
        Cause,
        Conflicts,
        Finding,
        Place,
        Change,
        Inventory,
        AppInventory,
        Squash,
        Reference,
        Unused,
    ],
)
def test_every_part_of_a_document_is_in_the_reference(part):
    text = (DOCS / "reference" / "documents.md").read_text("utf-8")

    assert [name for name in part.__dataclass_fields__ if f"`{name}`" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_pages_exist(page):
    text = page.read_text("utf-8")
    code = " ".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.S))
    verbs = re.findall(r"\bsquashkit (?!import)([a-z]+)", code)
    known = (DOCS / "reference" / "commands.md").read_text("utf-8")

    assert all(f"## squashkit {verb}" in known for verb in verbs)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_run(page, tmp_path):
    examples = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.S)
    for number, example in enumerate(examples):
        site = shop(tmp_path / str(number))
        site.commit()
        done = run(site.root, sys.executable, "-c", example)

        assert done.status == 0, done.err


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_examples_run(page, tmp_path):
    """Blocks marked `console test` show a session in the sample shop, word for word.

    Those marked `console branched` show one in the sample app of that name.
    """
    blocks = re.findall(r"```console (test|branched)\n(.*?)```", page.read_text("utf-8"), re.S)
    for number, (sample, block) in enumerate(blocks):
        root = tmp_path / str(number)
        if sample == "test":
            shop(root).commit()
        else:
            run(ROOT, sys.executable, "sample_apps/branched/build.py", str(root))
        shown = re.split(r"^\$ (.*)\n", block, flags=re.M)[1:]
        for command, output in zip(shown[::2], shown[1::2], strict=True):
            typed = command.replace("squashkit", f"{sys.executable} -m squashkit", 1)
            done = run(root, "bash", "-c", typed)
            assert done.out.strip() == output.strip(), command
