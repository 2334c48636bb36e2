import pytest

from squashkit.model.keys import MigrationKey


def test_reads_as_django_writes_it():
    assert str(MigrationKey("shop", "0001_initial")) == "shop.0001_initial"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("0001_initial", 1),
        ("0042_add_price", 42),
        ("0001_squashed_0017_last", 17),
        ("0001_initial_squashed_0022_auto", 22),
        ("initial", None),
        ("data_step", None),
    ],
)
def test_number_goes_on_from_the_last_member(name, number):
    assert MigrationKey("shop", name).number == number
