from __future__ import annotations

import black
import pytest

from squashkit.errors import CompositionError, ConfigurationError
from squashkit.source.formatting import format_source

LONG = "x = ['aaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbb']\n"


@pytest.fixture
def formatted(tmp_path):
    def run(text: str, options: str = "") -> str:
        (tmp_path / "pyproject.toml").write_text(f"[tool.black]\n{options}")
        return format_source(text, tmp_path / "shop" / "migrations" / "0001_a.py")

    return run


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("x = 'a'\n", "", 'x = "a"\n'),
        ('x = "a"\n', "", 'x = "a"\n'),
        ("x = 'a'\n", "skip-string-normalization = true", "x = 'a'\n"),
        ("x = [1,]\n", "", "x = [\n    1,\n]\n"),
        ("x = [1,]\n", "skip_magic_trailing_comma = true", "x = [1]\n"),
        (LONG, "", LONG.replace("'", '"')),
        (LONG, "line-length = 66\nskip-string-normalization = true", LONG),
        ("x = 1\n", "target-version = ['py310']", "x = 1\n"),
    ],
)
def test_black_settings_of_the_project(formatted, text, options, expected):
    assert formatted(text, options) == expected


def test_short_lines(formatted):
    assert len(formatted(LONG, "line-length = 40").splitlines()) == 4


def test_without_configuration(tmp_path):
    (tmp_path / ".git").mkdir()
    assert format_source("x = 'a'", tmp_path / "a.py") == 'x = "a"\n'


def test_invalid_source_is_refused(formatted):
    with pytest.raises(CompositionError, match=r"^0001_a\.py as composed is not valid Python"):
        formatted("def (:\n")


def test_a_changed_meaning_is_refused(formatted, monkeypatch):
    monkeypatch.setattr(black, "format_str", lambda text, mode: "x = 2\n")
    with pytest.raises(CompositionError, match=r"^black changes the meaning of 0001_a\.py\.$"):
        formatted("x = 1\n")


@pytest.mark.parametrize("options", ["= 1", "target-version = ['py2']", "line-length = 'x'"])
def test_broken_configuration_is_refused(formatted, options):
    with pytest.raises(ConfigurationError, match=r"^black\'s configuration for .* cannot be read"):
        formatted("x = 1\n", options)
