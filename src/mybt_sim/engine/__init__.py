"""The rules of the operator, each written once.

A rule is a scalar function over records (`records`), a book of terms and prices (`book`) and a
moment. It answers with a `Refusal` and leaves its effects in the record and the journal. The live
operator, the simulation, previews, tests and documentation all run these same functions.

Reading order: `kinds`, `refusals`, `records`, `book`, `ledger`, then one file per subject.
"""
