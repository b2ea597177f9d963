"""What subscribers do, day by day, and the kernel that lets them live by the rules.

A block of contracts is a function of the scenario and its ids alone; see `block.simulate_block`.
Reading order: `scenario`, `conditions` (what holds), `acting` (intents through the rules), `kernel`
(the loop), `binding` and `accounts` (people in their accounts, before and after it), `block` (how
all of it is called).
"""
