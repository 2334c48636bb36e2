import pytest

from squashkit.conf import Configuration, read_configuration
from squashkit.errors import ConfigurationError


def read(folder, text):
    (folder / "pyproject.toml").write_text(text)
    (folder / "below").mkdir()
    return read_configuration(folder / "below")


def test_nothing_is_set(tmp_path):
    assert read(tmp_path, '[project]\nname = "x"\n') == Configuration()


def test_the_nearest_file_upwards_is_read(tmp_path):
    text = '[tool.squashkit]\nsettings = "a.b"\nexclude = ["x"]\nfirst_party = ["y", "z"]\n'

    assert read(tmp_path, text) == Configuration("a.b", ("x",), ("y", "z"))


def test_all_mistakes_at_once(tmp_path):
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, '[tool.squashkit]\nsettings = 1\nexclude = "x"\ncolour = "red"\n')

    assert caught.value.fact == (
        f"{tmp_path}/pyproject.toml, [tool.squashkit]: colour is not known; "
        "exclude must be a list of strings; settings must be a string."
    )
    assert (
        caught.value.hint
        == "It may have: settings, exclude, first_party, base, refs, migrations, elide, on."
    )


def test_a_file_that_is_not_toml(tmp_path):
    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        read(tmp_path, "[tool")
