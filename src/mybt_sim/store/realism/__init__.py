"""How a run compares with what is known of real subscribers: targets as data, held against SQL."""
