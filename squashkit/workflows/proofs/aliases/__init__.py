"""Projects of several databases, tried as their own routers say.

`from_zero` migrates a database of each alias, one after the other. `families` then makes one alias
look like the only database, with those of the others beside it, so that `trying` can try a claim on
each as on a project of one database.
"""
