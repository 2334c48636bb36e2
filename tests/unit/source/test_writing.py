import subprocess
import sys

import pytest

from squashkit.errors import WriteError
from squashkit.source.writing import FileChange, recover, write


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "old.py").write_text("old\n")
    (tmp_path / "a" / "gone.py").write_text("gone\n")
    return tmp_path


def contents(root):
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def changes(root):
    return [
        FileChange(root / "a" / "new.py", "new\n"),
        FileChange(root / "a" / "old.py", "newer\n", "old\n"),
        FileChange(root / "a" / "gone.py", None, "gone\n"),
    ]


BEFORE = {"a/gone.py": "gone\n", "a/old.py": "old\n"}
AFTER = {"a/new.py": "new\n", "a/old.py": "newer\n"}


def test_writes_rewrites_and_deletes(tree):
    write(changes(tree), tree)

    assert contents(tree) == AFTER


def test_writes_bytes_as_given(tree):
    write([FileChange(tree / "a" / "crlf.py", "é\r\n")], tree)

    assert (tree / "a" / "crlf.py").read_bytes() == "é\r\n".encode()


def test_a_file_in_the_way_is_not_overwritten(tree):
    with pytest.raises(WriteError) as caught:
        write([FileChange(tree / "a" / "new.py", ""), FileChange(tree / "a" / "old.py", "")], tree)

    assert caught.value.fact == f"{tree}/a/old.py exists already."
    assert contents(tree) == BEFORE


def test_a_file_that_changed_meanwhile_is_not_overwritten(tree):
    with pytest.raises(WriteError) as caught:
        write([FileChange(tree / "a" / "old.py", "", "other\n")], tree)

    assert caught.value.fact == f"{tree}/a/old.py was changed meanwhile."
    assert contents(tree) == BEFORE


def test_a_read_only_folder_leaves_everything_as_it_was(tree):
    (tree / "b").mkdir(mode=0o555)
    with pytest.raises(WriteError) as caught:
        write([*changes(tree), FileChange(tree / "b" / "x.py", "")], tree)

    assert caught.value.fact == f"{tree}/b cannot be written: Permission denied."
    assert contents(tree) == BEFORE


def test_a_folder_that_is_missing_leaves_everything_as_it_was(tree):
    with pytest.raises(WriteError, match="No such file or directory"):
        write([*changes(tree), FileChange(tree / "c" / "x.py", "")], tree)

    assert contents(tree) == BEFORE


def test_there_is_nothing_to_recover(tree):
    assert not recover(tree)


def test_a_diff_shows_each_change(tree):
    new, rewritten, gone = changes(tree)

    assert new.diff(tree) == "--- /dev/null\n+++ b/a/new.py\n@@ -0,0 +1 @@\n+new\n"
    assert rewritten.diff(tree) == "--- a/a/old.py\n+++ b/a/old.py\n@@ -1 +1 @@\n-old\n+newer\n"
    assert gone.diff(tree) == "--- a/a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n"


# The process dies at its n-th call that changes a file or makes one last.
KILLED = """
import os, sys
from pathlib import Path
from squashkit.source.writing import FileChange, write

left = int(sys.argv[2])

def dying(call):
    def counted(*arguments, **options):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return call(*arguments, **options)
    return counted

for name in ("fsync", "replace", "unlink"):
    setattr(os, name, dying(getattr(os, name)))
Path.unlink = dying(Path.unlink)
Path.open = dying(Path.open)

root = Path(sys.argv[1])
write(
    [
        FileChange(root / "a" / "new.py", "new\\n"),
        FileChange(root / "a" / "old.py", "newer\\n", "old\\n"),
        FileChange(root / "a" / "gone.py", None, "gone\\n"),
    ],
    root,
)
"""


@pytest.mark.parametrize("step", range(28))
def test_a_crash_at_any_step_leaves_all_or_nothing(tree, step):
    done = subprocess.run([sys.executable, "-c", KILLED, str(tree), str(step)], check=False)
    completed = recover(tree)

    assert done.returncode in {0, 9}
    if completed or done.returncode == 0:
        assert contents(tree) == AFTER
    else:
        assert contents(tree) in (BEFORE, AFTER)


FULL = """
import resource, signal, sys
from pathlib import Path
from squashkit.errors import WriteError
from squashkit.source.writing import FileChange, write

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
root = Path(sys.argv[1])
try:
    write(
        [
            FileChange(root / "a" / "gone.py", None, "gone\\n"),
            FileChange(root / "a" / "new.py", "new\\n"),
            FileChange(root / "a" / "old.py", "newer\\n" * 2000, "old\\n"),
        ],
        root,
    )
except WriteError as error:
    print(error.fact, error.hint)
"""


def test_a_disk_without_room_leaves_everything_as_it_was(tree):
    """A limit on the size of files is as good: the write fails in its midst."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tree)], check=True, capture_output=True, text=True
    )

    assert "cannot be written: File too large. Nothing was changed." in done.stdout
    assert contents(tree) == BEFORE
    assert not recover(tree)
