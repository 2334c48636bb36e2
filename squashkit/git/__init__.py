"""Git: the only room that imports GitPython."""
