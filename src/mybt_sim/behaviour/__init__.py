"""What people want and when: traits, intents, usage. No rule of the operator stands here."""
