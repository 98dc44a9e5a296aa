"""Known mistakes of `color_jitter`."""

BRIGHT = "bright = rng.uniform(-strength, strength, shape)"
CONTRAST = "contrast = rng.uniform(1 - strength, 1 + strength, shape)"
MEAN = "X.mean(axis=(1, 2, 3), keepdims=True)"
LIGHT = "np.clip(mean + bright + contrast * (X - mean), 0, 1)"
SHAPE = "shape = (len(X), 1, 1, 1)"

SEE = "section 6."
MISTAKES = [
    ("values outside the range 0 to 1", {LIGHT: "mean + bright + contrast * (X - mean)"},
     "pixel values must lie between 0 and 1. Clip at the end."),
    ("values clipped at one end only",
     [{LIGHT: "np.minimum(mean + bright + contrast * (X - mean), 1)"},
      {LIGHT: "np.maximum(mean + bright + contrast * (X - mean), 0)"}],
     "pixel values must lie between 0 and 1. Clip below and above."),
    ("strength 0 rejected", {SHAPE: SHAPE + "\n    if strength <= 0:\n        raise ValueError"},
     "0 means that nothing changes, and is a usual way to switch the jitter off. Accept it."),
    ("one brightness and contrast for the whole batch", {SHAPE: "shape = (1, 1, 1, 1)"},
     "all images change in the same way. Draw for each image."),
    ("a brightness and contrast for each pixel", {SHAPE: "shape = X.shape"},
     "that is pixel noise, not a change of lighting. Draw one number of each kind for an image."),
    ("a brightness and contrast for each channel", {SHAPE: "shape = (len(X), 1, 1, X.shape[-1])"},
     "that changes the tint as well. Draw one number of each kind for an image."),
    ("brightness without contrast", {CONTRAST: "contrast = 1.0"},
     "the contrast is missing: stretch the distance from the mean as well."),
    ("contrast without brightness", {BRIGHT: "bright = 0.0"}, "the brightness is missing: add a number to all pixels as well."),
    ("contrast stretched about zero instead of the mean", {LIGHT: "np.clip(bright + contrast * X, 0, 1)"},
     "that changes the brightness too. Stretch the distance from the image's mean."),
    ("contrast stretched about 0.5 instead of the mean", {MEAN: "0.5"},
     "that changes the brightness of a dark image too. Stretch about the image's own mean."),
    ("contrast stretched about the mean of the whole batch", {MEAN: "X.mean()"},
     "an image's brightness would then depend on the other images. Stretch about its own mean."),
    ("contrast stretched about each channel's mean", {MEAN: "X.mean(axis=(1, 2), keepdims=True)"},
     "the docstring asks for one mean per image, over its pixels and channels."),
    ("a brightness that is never negative", {BRIGHT: "bright = rng.uniform(0, strength, shape)"},
     "brightness goes both ways, from minus strength to strength."),
    ("a contrast factor that is never below 1", {CONTRAST: "contrast = rng.uniform(1, 1 + strength, shape)"},
     "contrast goes both ways, from 1 - strength to 1 + strength."),
    ("normal instead of uniform numbers",
     {BRIGHT: "bright = rng.normal(0, strength, shape)", CONTRAST: "contrast = rng.normal(1, strength, shape)"},
     "a normal number may be far outside the range. The docstring asks for uniform ones."),
    ("the same number for brightness and contrast", {CONTRAST: "contrast = 1 + bright"},
     "bright images would always be the ones with high contrast. Draw two numbers for each image."),
    ("a contrast factor drawn around 0 instead of 1", {CONTRAST: "contrast = rng.uniform(-strength, strength, shape)"},
     "that wipes the image out, or turns it into a negative. The factor lies around 1."),
    ("random numbers from a separate generator",
     {"strength, rng):": "strength, rng, own=np.random.default_rng(1)):", SHAPE: SHAPE + "\n    rng = own"},
     "the caller's seed then has no effect, and a run can't be repeated. Draw from the rng that you were given."),
    ("the right images, written into the input", {"return " + LIGHT: "X[:] = " + LIGHT + "\n    return X"},
     "the caller's images change a little more in each epoch. Make a new array."),
]
