"""One module a verb: ports in, results out, nothing printed.

Rooms may use those named before them: `branches` and `proofs`, then `squashes`, then `cleanups` and
`rebases`; none of the last two the other.
"""
