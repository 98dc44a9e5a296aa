"""Known mistakes of `color_jitter`."""

BRIGHT = "bright = rng.uniform(-strength, strength, shape)"
CONTRAST = "contrast = rng.uniform(1 - strength, 1 + strength, shape)"
MEAN = "X.mean(axis=(1, 2, 3), keepdims=True)"
LIGHT = "np.clip(mean + bright + contrast * (X - mean), 0, 1)"
SHAPE = "shape = (len(X), 1, 1, 1)"

SEE = "section 6."
MISTAKES = [
    ("values that leave the range", {LIGHT: "mean + bright + contrast * (X - mean)"},
     "an image lives between 0 and 1, and pixels beyond are none. Clip at the end."),
    ("one light for all images", {SHAPE: "shape = (1, 1, 1, 1)"},
     "the batch gets brighter as a whole. Draw for each image."),
    ("a light for each pixel", {SHAPE: "shape = X.shape"},
     "that is noise, not light. One number of each kind for an image."),
    ("a light for each channel", {SHAPE: "shape = (len(X), 1, 1, X.shape[-1])"},
     "that changes the tint as well. One number of each kind for an image."),
    ("brightness alone", {CONTRAST: "contrast = 1.0"},
     "the contrast is missing: the distance from the mean is stretched as well."),
    ("contrast alone", {BRIGHT: "bright = 0.0"}, "the brightness is missing: a number is added to all pixels."),
    ("contrast about zero", {LIGHT: "np.clip(bright + contrast * X, 0, 1)"},
     "that makes the image brighter too. Stretch the distance from the image's mean."),
    ("contrast about the middle of the range", {MEAN: "0.5"},
     "a dark image would change its brightness too. Stretch about the image's own mean."),
    ("contrast about the mean of the whole batch", {MEAN: "X.mean()"},
     "each image's mean would be drawn to that of the others. Stretch about its own."),
    ("contrast about each channel's mean", {MEAN: "X.mean(axis=(1, 2), keepdims=True)"},
     "the docstring asks for one mean for an image, over its pixels and channels."),
    ("a light that only gets brighter", {BRIGHT: "bright = rng.uniform(0, strength, shape)"},
     "brightness goes both ways, from minus strength to strength."),
    ("a contrast that only grows", {CONTRAST: "contrast = rng.uniform(1, 1 + strength, shape)"},
     "contrast goes both ways, from 1 - strength to 1 + strength."),
    ("normal instead of uniform numbers",
     {BRIGHT: "bright = rng.normal(0, strength, shape)", CONTRAST: "contrast = rng.normal(1, strength, shape)"},
     "a normal number may be far outside. The docstring asks for uniform ones."),
    ("the same number for brightness and contrast", {CONTRAST: "contrast = 1 + bright"},
     "bright images would always be the ones with much contrast. Draw two numbers for each."),
    ("a contrast around zero", {CONTRAST: "contrast = rng.uniform(-strength, strength, shape)"},
     "that wipes the image out, or makes a negative of it. The factor lies around 1."),
    ("light from a generator of its own",
     {"strength, rng):": "strength, rng, own=np.random.default_rng(1)):", SHAPE: SHAPE + "\n    rng = own"},
     "nobody can repeat a run with it. Draw from the rng that you were given."),
    ("the right images, written into your input", {"return " + LIGHT: "X[:] = " + LIGHT + "\n    return X"},
     "the caller's images are changed, and fade from epoch to epoch. Make a new array."),
]
