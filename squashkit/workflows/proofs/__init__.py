"""The proof: databases of each engine, taken along every way that a squash may meet.

A claim (`claims`) says what is to be proven, and `demands` what the user wants besides. For each
engine `baselines` has the original history on an empty database and, from `fillings`, on one with
rows made up on the way. `trials` tries the claim beside it: from zero, and stopped half way; then
`walks` along the `routes` of databases with rows, `upgrades` of what is there and of `releases`,
`endings` with everything done or after a cleanup, and back (`reversing`, `reversals`). What came
of two databases is an outcome (`outcomes`), which becomes a check. `aliases` does all that where a
project has several databases.

`proving` puts all checks of a claim together, `explaining` says what made them fail, `basis` and
`surroundings` what the proof rests on, and `reusing` whether an earlier one still holds.
`either_order` proves something else: that two orders of the same migrations lead to the same.
"""
