"""One probe per exercise, one module per notebook.

A probe drives an implementation and yields what can be observed: (name, value), or (name, value, atol) for a
statistic. It serves the instant check, the hidden tests and the proof that every known mistake is told apart.
"""
