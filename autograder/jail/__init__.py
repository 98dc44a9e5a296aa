"""The side of the border where student code runs. Nothing here knows a test, a grade or a solution."""
