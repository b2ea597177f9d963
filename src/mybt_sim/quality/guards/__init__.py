"""Guard functions of the rules, held against all of their boundary grid."""
