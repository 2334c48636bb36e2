import pytest

from squashkit.analysis.naming import squash_name, taken_names
from squashkit.model.keys import MigrationKey
from tests.builders import history, keys


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ("0001_initial 0002_add", "0001_squashed_0002_add"),
        ("0003_x 0011_y", "0003_squashed_0011_y"),
        ("initial extra", "initial_squashed_extra"),
        ("0001_initial 0004_x data_step", "0001_squashed_0004_data_step"),
        ("0001_squashed_0003_x 0004_y", "0001_squashed_0004_y"),
    ],
)
def test_first_number_and_last_name(names, name):
    assert squash_name([MigrationKey("a", one) for one in names.split()]) == name


def test_makemigrations_numbers_on_from_the_squash():
    name = squash_name([MigrationKey("a", one) for one in ("0001_initial", "0004_x", "step")])

    assert MigrationKey("a", name).number == 4


def test_names_of_files_and_of_what_they_replace_are_taken():
    read = history("a.1\na.s\nb.2", a_s={"replaces": keys("a.0 b.0")}, b_2={})

    assert taken_names(read, "a") == {"0", "1", "s"}
