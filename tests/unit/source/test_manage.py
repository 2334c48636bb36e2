import pytest

from squashkit.source.manage import settings_in


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ('os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")', "site.settings"),
        ("os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'", "settings"),
        ('def main():\n    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.b")', "a.b"),
        ('os.environ.setdefault("DJANGO_SETTINGS_MODULE", find())', ""),
        ('os.environ.setdefault("OTHER", "x")', ""),
        ("def (", ""),
    ],
)
def test_reads_the_module_without_running_the_file(tmp_path, text, settings):
    (tmp_path / "manage.py").write_text(text)

    assert settings_in(tmp_path / "manage.py") == settings
