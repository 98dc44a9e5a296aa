"""Known mistakes of `velocity_to_torch`."""

SEE = "section 5."
MISTAKES = [
    ("a buffer with the sign of v", {"-v": "v"},
     "the buffer adds up gradients, and v goes against them. Change the sign."),
    ("the velocity multiplied by the learning rate", {"-v / lr": "-v * lr"},
     "our v contains the learning rate and PyTorch's buffer does not. Take it out by dividing."),
    ("the velocity multiplied by lr, without the minus sign", {"-v / lr": "v * lr"},
     "the learning rate has to come out of v, and the buffer points uphill. Check with one step from rest."),
    ("a buffer that ignores the learning rate", {"-v / lr": "-v"},
     "that is right only for a learning rate of 1. Our v is made of steps, PyTorch's buffer of gradients."),
    ("the velocity returned unchanged", {"-v / lr": "1.0 * v"},
     "buffer and velocity differ in sign and by the learning rate. Compare them after one step from rest."),
    ("the right buffer, but it overwrites your input", {"return -v / lr": "v[...] = -v / lr\n    return v"},
     "you change the caller's velocity, which they may still need. Make a new array."),
]
