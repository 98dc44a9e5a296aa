"""What knows nbgrader: its gradebook, the feedback that it hands back, its configuration and hooks, exports."""
