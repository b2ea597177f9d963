"""Units of money: kopecks are whole, and rates are whole 1/10,000 BYN (names end in `_e4`)."""

KOPECKS_PER_BYN = 100
E4_PER_KOPECK = 100
