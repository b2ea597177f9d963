"""The file of a durable world: its log, its head, its checkpoints, and its verification."""
