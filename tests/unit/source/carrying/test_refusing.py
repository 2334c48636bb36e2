from __future__ import annotations

import pytest

from squashkit.errors import CompositionError
from squashkit.model.composition import Composition, ModuleSource, Verbatim
from squashkit.model.keys import MigrationKey
from squashkit.source.carrying.following import carry
from tests.sources import KEY, load

HINT_ANY = "Write the code without it, or keep this migration out of the squash."
HINT_FILE = "Name the file that it reads: `Path(__file__).parent / ...`."
HINT_CLASS = "Move what it uses of the class into a function or a constant of the module."
HINT_NAME = "Correct the name, or keep this migration out of the squash."
HINT_STAR = "Import the names one by one."
HINT_NUMBERED = 'Take each name that it needs by `import_module("shop.migrations.0002_c").name`.'
HINT_IMPORT = (
    "Import the names it needs at the top of the file: `from shop.migrations.b import ...`."
)


@pytest.mark.parametrize(
    ("code", "fact", "hint"),
    [
        ("", "line 3, uses `f`, which nothing in it defines.", HINT_NAME),
        ("f = g", "line 1, uses `g`, which nothing in it defines.", HINT_NAME),
        (
            "from importlib import import_module\ndef f(x): import_module('shop.' + x)",
            "line 2, imports a module by a name that is computed.",
            "Write the name as one text, or keep this migration out of the squash.",
        ),
        ("from x import *", "line 3, uses `f`, which may come from `import *`.", HINT_STAR),
        (
            "from x import *\nf = len",
            "line 2, uses `len`, which may come from `import *`.",
            HINT_STAR,
        ),
        ("def f(): exec('')", "line 1, uses `exec`, which may read any name.", HINT_ANY),
        ("f = map(eval, [])", "line 1, uses `eval`, which may read any name.", HINT_ANY),
        ("def f(): globals()", "line 1, uses `globals`, which may read any name.", HINT_ANY),
        ("f = locals()", "line 1, uses `locals`, which may read any name.", HINT_ANY),
        (
            "from pathlib import Path\nf = Path(__file__).with_suffix('.sql').read_text()",
            "line 2, uses `__file__` for more than its folder.",
            HINT_FILE,
        ),
        ("f = vars()", "line 1, uses `vars`, which may read any name.", HINT_ANY),
        (
            "def f(): Migration.x",
            "line 1, refers to the class `Migration`, which is replaced.",
            HINT_CLASS,
        ),
        (
            "f = 1\nMigration.x = 1",
            "line 2, refers to the class `Migration`, which is replaced.",
            HINT_CLASS,
        ),
        (
            "from . import b\nf = b",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "import shop.migrations.b\ndef f(): shop.migrations.b.g",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "def f():\n    from . import b",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "try: from .b import f\nexcept ImportError: pass",
            "line 1, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "import importlib\nf = importlib.import_module('shop.migrations.b')",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "from importlib import import_module\nm = import_module('.b', __package__)\n"
            "f = m.g\nm.g = 2",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "f = __import__('shop.migrations.b').migrations.b.g",
            "line 1, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "f = __import__('shop.migrations.b')",
            "line 1, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "from importlib import import_module\nf = import_module('.0002_c', __package__)",
            "line 2, imports `shop.migrations.0002_c`, which is replaced.",
            HINT_NUMBERED,
        ),
        (
            "from django.utils.module_loading import import_string as load\n"
            "f = load('shop.migrations.0002_c.g')",
            "line 2, imports `shop.migrations.0002_c`, which is replaced.",
            HINT_NUMBERED,
        ),
        (
            "import sys\ndef f(): sys.modules['shop.migrations.0002_c'].g()",
            "line 2, names `shop.migrations.0002_c`, which is replaced, in a text.",
            HINT_NUMBERED,
        ),
        (
            "from importlib import import_module\nload = import_module\nf = load('.b', 'x').g",
            "line 3, names `shop.migrations.b`, which is replaced, in a text.",
            HINT_IMPORT,
        ),
        (
            "from importlib import import_module\n"
            "f = getattr(import_module('shop.migrations.0002_c'), 'g')",
            "line 2, imports `shop.migrations.0002_c`, which is replaced.",
            HINT_NUMBERED,
        ),
        (
            "from importlib import import_module\n"
            "def f(): import_module('shop.migrations.b').g = 1",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "from . import b\ndef f(): b.g, b.h = 1, 2",
            "line 2, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "def f():\n    global g\n    from .b import g",
            "line 3, imports `shop.migrations.b`, which is replaced.",
            HINT_IMPORT,
        ),
        (
            "from importlib import import_module as im\ndef f(x): im('shop.' + x)",
            "line 2, imports a module by a name that is computed.",
            "Write the name as one text, or keep this migration out of the squash.",
        ),
    ],
)
def test_refused(code, fact, hint):
    with pytest.raises(CompositionError) as caught:
        load(code, b="g = 1", **{"0002_c": ""})
    assert (caught.value.fact, caught.value.hint) == (f"shop.a, {fact}", hint)


@pytest.mark.parametrize(
    ("app", "path"), [("shop", "migrations/0002_a/__init__.py"), ("other", "migrations/0002_a.py")]
)
def test_a_folder_that_the_squash_is_not_in(app, path):
    key = MigrationKey(app, "0002_a")
    text = "import os\nclass Migration:\n    operations = [os.path.dirname(__file__)]\n"
    sources = {key: ModuleSource(f"{app}.migrations.0002_a", path, text)}
    with pytest.raises(CompositionError) as caught:
        carry(Composition(KEY, (key,), (), (Verbatim(key, 0),)), sources)
    fact = f"{app}.0002_a, line 3, uses `__file__`, and the squash is in another folder."
    hint = "Move that code into a module that stays."
    assert (caught.value.fact, caught.value.hint) == (fact, hint)


@pytest.mark.parametrize(
    "code",
    [
        "def f(x): return '%(x)s' % locals(), vars(x)",
        "from a import Path, dirname\nf = __name__, dirname(__file__), Path(__file__).parent / 'b'",
        "from importlib import import_module\nf = import_module('shop.models')",
        "def f(): return 'See shop.migrations.b.', b'shop.migrations.b', 'shop.migrations.bb'",
        "from x import *\ndef f(x: 'StateApps', y: 'Migration'): pass",
        "def f(x): return x.exec, x.Migration, dict(eval=1)",
        "from shop.migrations import other as f",
        "class f:\n    def g(self): return __class__, super().g()",
    ],
)
def test_not_refused(code):
    assert load(code).operations
