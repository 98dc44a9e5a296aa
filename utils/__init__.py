"""What a notebook of the course may import: data, surfaces, plotting, training and the instant check."""
