"""Who lives the blocks of a run. The blocks, and so the bits, are the same with each."""
