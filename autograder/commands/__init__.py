"""What `course` can do."""
