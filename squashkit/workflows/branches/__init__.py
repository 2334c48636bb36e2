"""What git has: histories at refs, branches in flight, and what they will do to each other."""
