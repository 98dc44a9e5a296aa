"""Probes of notebook 00."""


def gd_step(f, rng):
    for shape in ((3,), (2, 3), ()):
        x, g = rng.normal(size=(2, *shape))
        for lr in (0.1, 0.7):
            yield f"x after a step with lr={lr}, shape {shape}", f(x, g, lr)
