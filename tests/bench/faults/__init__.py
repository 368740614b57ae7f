"""The rungs of ./dev bench faults."""
