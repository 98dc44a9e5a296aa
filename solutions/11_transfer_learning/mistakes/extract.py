"""Known mistakes of `extract`."""

EVAL = "    model.eval()\n"
BACK = "    model.train(mode)\n"

PAIRED = 12
SEE = "section 4."
MISTAKES = [
    ("extraction in training mode", {EVAL: "    model.train()\n"},
     "batch norms then use each batch's own statistics, and update their running ones. Switch to eval mode."),
    ("extraction in whatever mode the model was in", {EVAL: ""},
     "in training mode, batch norms use each batch's own statistics and update their running ones. Switch to eval mode."),
    ("a computation graph recorded for every batch", {"with torch.no_grad():": "if True:", "torch.cat(parts)": "torch.cat(parts).detach()"},
     "there will be no backward pass, and the graph fills the memory. Work under torch.no_grad()."),
    ("a dropped last batch", {"X.split(batch)": "X[: max(batch, len(X) // batch * batch)].split(batch)"},
     "the remaining images have no features, and there are more labels than rows. Keep the smaller batch."),
    ("one stage too low", [{"names.index(stage) + 1": "names.index(stage)"}, {"names.index(stage) + 1": "max(1, names.index(stage))"}],
     "the stage itself is included. A slice leaves its end out."),
    ("one stage too high", {"names.index(stage) + 1": "names.index(stage) + 2"},
     "you also run the next stage. Stop after the named one."),
    ("the top of the body, whatever the stage", {"model.features[: names.index(stage) + 1]": "model.features"},
     "lower stages may be the better ones. Stop after the named one."),
    ("the named stage alone", {"model.features[: names.index(stage) + 1]": "model.features[names.index(stage)]"},
     "its input is the output of the stages below it. Start at the image."),
    ("stages in alphabetical order", {"names.index(stage) + 1": "sorted(names).index(stage) + 1"},
     "the names don't tell the order. Take the stages in the order of the Sequential."),
    ("all images in one batch", {"X.split(batch)": "[X]"},
     "a large set does not fit into memory. Pass `batch` images at a time."),
    ("one image at a time", {"X.split(batch)": "X.split(1)"}, "that is correct but slow. Pass `batch` images at a time."),
    ("a fixed batch size", {"X.split(batch)": "X.split(256)"}, "the caller's `batch` is never used. Pass that many images at a time."),
    ("a model left in eval mode", {BACK: ""},
     "a caller in the middle of training would continue in eval mode without noticing. Restore the mode."),
    ("a model left in training mode", {BACK: "    model.train()\n"},
     "it may have been in eval mode before. Restore the mode that it had."),
    ("channel means instead of all features", {"lower(part).flatten(1)": "(lambda z: z.mean((2, 3)) if z.dim() == 4 else z)(lower(part))"},
     "averaging over positions loses where things are. Return all features, flattened."),
    ("a tensor instead of a NumPy array", {".cpu().numpy()": ""},
     "scikit-learn and NumPy come next. Convert the features."),
    ("batches that are not joined", {"torch.cat(parts).cpu().numpy()": "np.array([part.numpy() for part in parts])"},
     "np.array puts equal batches along a new axis, and fails for unequal ones. Join them along the axis of the images."),
    ("an error that does not list the stages", [
        {"{', '.join(names)}": "others"},
        {"    if stage not in names:\n        raise ValueError(f\"extract(stage={stage!r}): the stages are {', '.join(names)}\")\n": ""},
     ], "after a typo one wants to see the names that there are. Put them into the message."),
    ("features that are not flattened", {".flatten(1)": ""},
     "classifiers expect one row per image. Flatten all axes but the first."),
    ("the image axis flattened as well", {".flatten(1)": ".flatten()"},
     "the features of all images are in one long row. Keep the first axis."),
    ("features normalised to length one", {"torch.cat(parts)": "nn.functional.normalize(torch.cat(parts), dim=1)"},
     "that is a step of `nearest`, not of this exercise. Return the features as they are."),
]
