"""What every other package stands on: errors for people, the compiler, addressed draws."""
