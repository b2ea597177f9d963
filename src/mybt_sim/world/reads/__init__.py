"""What is read of a world: views, statements, notices, tickets, and the world as a database."""
