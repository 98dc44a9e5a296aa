"""Many submissions: whose work a file is, reports that are kept, workers on this machine and on a cluster."""
