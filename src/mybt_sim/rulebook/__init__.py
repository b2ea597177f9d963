"""What shows that the operator is as it should be.

`rulebook` joins each rule's words with the functions that carry it out, the terms that it reads and
the tests that exercise it; `witnesses` finds those tests.
"""
