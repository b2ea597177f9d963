"""For testers: laws as predicates, a hunt for what breaks them, faults that must be caught."""
