"""The Django project: the only room that imports Django, and only in a process of its own.

`process.py` runs in ours and imports no Django; `child.py` and everything it calls run in a fresh
interpreter whose databases, caches and mail are throw-away ones. The two speak JSON, in the
values of `protocol`.
"""
