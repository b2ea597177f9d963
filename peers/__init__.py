"""The same simplified day in other tools, for `make bench-peers`: see docs/peers.md."""
