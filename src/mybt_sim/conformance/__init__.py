"""Another system instead of ours: the same operations on it and on a world, compared.

Read `mapping` for what a system has to be told as, `both` for how the two are asked and compared,
`trials` for what is asked, `conform` for the whole, `report` for what comes of it.
"""
