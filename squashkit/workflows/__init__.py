"""One module a verb: ports in, results out, nothing printed."""
