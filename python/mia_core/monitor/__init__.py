"""What a person sees while the host runs; can only read."""
