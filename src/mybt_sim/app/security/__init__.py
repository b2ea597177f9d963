"""Who gets in, and how much of this machine a visitor may take."""
