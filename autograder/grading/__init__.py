"""One submission to one report: the trusted end of the border, the hidden tests and their fixtures."""
