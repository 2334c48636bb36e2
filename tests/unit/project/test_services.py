"""What steps reach through Django's settings is thrown away, and nothing real is touched."""

import django
import pytest

from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import Migrate, View

FILES = "django.core.files.storage.FileSystemStorage"
MAIL = "django.core.mail.backends.filebased.EmailBackend"
MAILED = "from django.core.mail import {0}\n{0}('a', 'b', 'c@d.org', ['e@f.org'])"
SAVED = "from django.core.files.storage import storages\nstorages['{}'].save('x', open(__file__))"
LOGGED = "import logging\nlogging.getLogger('own').error('no')"
SESSION = (
    "from importlib import import_module\nfrom django.conf import settings\n"
    "import_module(settings.SESSION_ENGINE).SessionStore().create()"
)


def storages(alias):
    return f"STORAGES = {{'{alias}': {{'BACKEND': '{FILES}', 'OPTIONS': {{'location': REAL}}}}}}"


@pytest.fixture
def migrate(empty_site, tmp_path):
    """Run a step in a project with settings, and see what is in the folder that is real."""

    def run(settings, code):
        site = empty_site("app", settings=f"REAL = {str(tmp_path / 'real')!r}\n{settings}\n")
        (tmp_path / "real").mkdir()
        site.write(
            "app/tasks.py",
            "from django.tasks import task\n\n\n@task\ndef send():\n"
            + "".join(f"    {line}\n" for line in MAILED.format("send_mail").splitlines()),
        )
        lines = "".join(f"    {line}\n" for line in code.splitlines())
        site.migration("app.0001_a", "migrations.RunPython(f),", before=f"def f(*_):\n{lines}")
        process = ProjectProcess(site.root, "settings")
        done = process.migrate(Migrate(View()), tmp_path / "x.sqlite3")
        return done.error, [one.name for one in (tmp_path / "real").iterdir()]

    return run


@pytest.mark.parametrize("alias", ["default", "staticfiles", "private"])
def test_every_storage_is_in_memory(migrate, alias):
    assert migrate(storages(alias), SAVED.format(alias)) == ("", [])


@pytest.mark.skipif(django.VERSION >= (5, 1), reason="the setting is gone")
def test_the_older_setting_of_storages(migrate):
    settings = f"DEFAULT_FILE_STORAGE = '{FILES}'\nMEDIA_ROOT = REAL"
    code = "from django.core.files.storage import get_storage_class\n"
    code += "get_storage_class()().save('x', open(__file__))"

    assert migrate(settings, code) == ("", [])


def test_mail_of_the_older_settings(migrate):
    settings = f"EMAIL_BACKEND = '{MAIL}'\nEMAIL_FILE_PATH = REAL"

    assert migrate(settings, MAILED.format("send_mail")) == ("", [])


def test_files_of_sessions(migrate):
    settings = "SESSION_ENGINE = 'django.contrib.sessions.backends.file'\nSESSION_FILE_PATH = REAL"

    assert migrate(settings, SESSION) == ("", [])


def test_files_of_the_log(migrate):
    handlers = "{'own': {'class': 'logging.FileHandler', 'filename': REAL + '/log'}}"
    root = "{'handlers': ['own']}"
    settings = f"LOGGING = {{'version': 1, 'handlers': {handlers}, 'root': {root}}}"

    assert migrate(settings, LOGGED) == ("", [])


@pytest.mark.skipif(django.VERSION < (6, 1), reason="there is no such setting")
def test_every_mailer(migrate):
    own = f"{{'BACKEND': '{MAIL}', 'OPTIONS': {{'file_path': REAL}}}}"
    code = MAILED.format("send_mail") + "\nsend_mail('a', 'b', 'c', ['d@e.org'], using='own')"

    assert migrate(f"MAILERS = {{'default': {own}, 'own': {own}}}", code) == ("", [])


@pytest.mark.skipif(django.VERSION < (6, 0), reason="there are no tasks")
class TestTasks:
    def test_what_runs_at_once_belongs_to_the_step(self, migrate):
        at_once = "'django.tasks.backends.immediate.ImmediateBackend'"
        code = (
            "from app.tasks import send\nfrom django.core import mail\n"
            "send.enqueue()\nassert len(mail.outbox) == 1"
        )
        settings = (
            f"TASKS = {{'default': {{'BACKEND': {at_once}}}}}\n"
            f"EMAIL_BACKEND = '{MAIL}'\nEMAIL_FILE_PATH = REAL"
        )

        assert migrate(settings, code) == ("", [])

    def test_what_others_would_run_is_not_handed_to_them(self, migrate):
        settings = "TASKS = {'default': {'BACKEND': 'own.Backend', 'OPTIONS': {'url': REAL}}}"
        code = (
            "from app.tasks import send\n"
            "from django.tasks import default_task_backend\n"
            "send.enqueue()\nassert len(default_task_backend.results) == 1"
        )

        assert migrate(settings, code) == ("", [])
