"""Intent -> Approved or Refused."""
