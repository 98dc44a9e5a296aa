"""Known mistakes of `velocity_to_torch`."""

SEE = "section 5."
MISTAKES = [
    ("a buffer with the sign of v", {"-v": "v"},
     "the buffer adds up gradients, and v goes against them. Turn the sign."),
    ("a velocity multiplied by the rate", {"-v / lr": "-v * lr"},
     "our v holds the rate and their buffer does not, so it has to come out. Divide by it."),
    ("a velocity multiplied by the rate, with its own sign", {"-v / lr": "v * lr"},
     "the rate has to come out of v, and the buffer points uphill. Check with one step from rest."),
    ("a buffer that ignores the learning rate", {"-v / lr": "-v"},
     "the two agree for a rate of one only. Our v is made of steps, their buffer of gradients."),
    ("the velocity as it is", {"-v / lr": "1.0 * v"},
     "the two memories differ in sign and in the learning rate. Compare them after one step from rest."),
    ("the right buffer, made inside your input", {"return -v / lr": "v /= -lr\n    return v"},
     "`/=` changes the caller's velocity, which they may still need. Make a new array."),
]
