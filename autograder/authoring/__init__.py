"""Sources, known mistakes and variants of the notebooks, and the notebooks that are built from them."""
