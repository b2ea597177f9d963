"""What lies beside the phone: the air, the glass box, the time machine."""
