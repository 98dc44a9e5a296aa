"""Known mistakes of `torch_to_velocity`."""

SEE = "section 5."
MISTAKES = [
    ("a velocity with the buffer's sign", {"-lr": "lr"},
     "the buffer points uphill, and the step goes down. Turn the sign."),
    ("a buffer divided by the rate", {"-lr * buf": "-buf / lr"},
     "that is the other direction. PyTorch's step is its buffer times the rate, with a minus."),
    ("a buffer divided by the rate, with its own sign", {"-lr * buf": "buf / lr"},
     "the rate has to go into the velocity, and the step goes down. Check with one step from rest."),
    ("a velocity that ignores the learning rate", {"-lr * buf": "-buf"},
     "the buffer is in units of the gradient, the velocity is a step. The rate turns one into the other."),
    ("the buffer as it is", {"-lr * buf": "1.0 * buf"},
     "the two memories differ in sign and in the learning rate. Compare them after one step from rest."),
    ("the right velocity, made inside your input", {"return -lr * buf": "buf *= -lr\n    return buf"},
     "`*=` changes the caller's buffer, which they may still need. Make a new array."),
]
