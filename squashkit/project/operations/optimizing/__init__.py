"""Merging operations into fewer: squashkit's own optimiser.

Each operation has a footprint: the `places` that it meets, by what it `needs` and what is `known`
of the models where it stands. Operations whose footprints do not meet may pass each other. An
operation becomes one with an earlier one about the same `subject`, unless a third has to run
between the two (`squashkit.analysis.traces`): with the one that creates its model (`creating`), or
with the last one about the same part (`merging`). A renaming is carried back to where the name was
given (`renames`, which `renaming` writes). `optimizer` lets a `walk` go over all of them; its
`ledger` knows who made what.
"""

from .optimizer import Optimizer

__all__ = ["Optimizer"]
