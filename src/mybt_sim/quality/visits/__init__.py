"""Visits: requests at the door before any contract is asked: codes, sessions, bindings, support."""
