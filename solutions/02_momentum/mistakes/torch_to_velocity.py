"""Known mistakes of `torch_to_velocity`."""

SEE = "section 5."
MISTAKES = [
    ("a velocity with the buffer's sign", {"-lr": "lr"},
     "the buffer points uphill, and the step goes down. Change the sign."),
    ("the buffer divided by the learning rate", {"-lr * buf": "-buf / lr"},
     "that converts in the other direction. Look at the step PyTorch makes with its buffer."),
    ("the buffer divided by lr, without the minus sign", {"-lr * buf": "buf / lr"},
     "the velocity contains the learning rate and points downhill. Check with one step from rest."),
    ("the buffer minus the step", {"-lr * buf": "buf - lr * buf"},
     "that subtracts the step from the buffer, as if that were the weights. The velocity is the step alone."),
    ("a velocity that ignores the learning rate", {"-lr * buf": "-buf"},
     "the buffer is in units of the gradient, the velocity is a step. The learning rate converts one into the other."),
    ("the buffer returned unchanged", {"-lr * buf": "1.0 * buf"},
     "buffer and velocity differ in sign and by the learning rate. Compare them after one step from rest."),
    ("the right velocity, but it overwrites your input", {"return -lr * buf": "buf *= -lr\n    return buf"},
     "`*=` changes the caller's buffer, which they may still need. Make a new array."),
]
