"""Laws: what must hold after every step, of every life, and in a whole run."""
