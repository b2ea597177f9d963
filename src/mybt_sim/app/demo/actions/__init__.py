"""What a tap can do, by subject. An action asks the operator and chooses the next screen.

It decides nothing: whether something is allowed, the rules say. `table` has them all by name.
"""
