"""What shows that the operator is as it should be.

`book` joins each rule's words with the functions that carry it out, the terms that it reads and the
tests that exercise it; `exercised` keeps which these are.
"""
