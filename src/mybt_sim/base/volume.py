"""Units of traffic: a megabyte is 2**20 bytes, as the operator counts it."""

MB_BYTES = 1 << 20
