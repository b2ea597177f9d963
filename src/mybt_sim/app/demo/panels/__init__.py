"""What lies beside the phone: what is outside of it, the decision, the clock."""
