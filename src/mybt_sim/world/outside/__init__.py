"""What happens outside the application: the network, the bank, the staff of a service centre."""
