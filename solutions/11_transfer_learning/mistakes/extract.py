"""Known mistakes of `extract`."""

EVAL = "    model.eval()\n"
BACK = "    model.train(mode)\n"

SEE = "section 4."
MISTAKES = [
    ("training mode", {EVAL: "    model.train()\n"},
     "batch norms then use each batch's own statistics, and move their running ones. Switch to eval mode."),
    ("the mode it happened to be in", {EVAL: ""},
     "in training mode, batch norms use each batch's own statistics and move. Switch to eval mode."),
    ("a graph for every batch", {"with torch.no_grad():": "if True:", "torch.cat(parts)": "torch.cat(parts).detach()"},
     "nobody will go back through it, and it eats the memory. Work under torch.no_grad()."),
    ("a last batch that is lost", {"X.split(batch)": "X[: max(batch, len(X) // batch * batch)].split(batch)"},
     "the remaining images have no features, and rows and labels no longer fit. Keep the smaller batch."),
    ("one stage too low", {"names.index(stage) + 1": "max(1, names.index(stage))"},
     "the stage itself is included. A slice leaves its end out."),
    ("one stage too high", {"names.index(stage) + 1": "names.index(stage) + 2"},
     "you go on through the next stage. Stop after the named one."),
    ("the top of the body, whatever the stage", {"model.features[: names.index(stage) + 1]": "model.features"},
     "lower stages may be the better ones. Stop after the named one."),
    ("the named stage alone", {"model.features[: names.index(stage) + 1]": "model.features[names.index(stage)]"},
     "it expects what the stages below it make. Start at the input."),
    ("stages in the order of the alphabet", {"names.index(stage) + 1": "sorted(names).index(stage) + 1"},
     "names don't say who comes first. Take the stages in the order of the Sequential."),
    ("all images in one batch", {"X.split(batch)": "[X]"},
     "a large set does not fit into memory. Pass `batch` images at a time."),
    ("one image at a time", {"X.split(batch)": "X.split(1)"}, "that is right and slow. Pass `batch` images at a time."),
    ("a fixed batch", {"X.split(batch)": "X.split(256)"}, "the caller's `batch` is never used."),
    ("a model left in eval mode", {BACK: ""},
     "whoever was training it goes on without batch statistics and never learns why. Put the mode back."),
    ("a model left in training mode", {BACK: "    model.train()\n"},
     "it may have been in eval mode before. Put back the mode that it had."),
    ("means of the channels", {".flatten(1)": ".reshape(len(part), lower(part).shape[1], -1).mean(2)"},
     "pooling forgets where things are. Return all features, flattened."),
    ("features that are not flattened", {".flatten(1)": ""},
     "classifiers want one row an image. Flatten all axes but the first."),
    ("images flattened with their features", {".flatten(1)": ".flatten()"},
     "the images have run into each other. Keep the first axis."),
    ("features divided by their length", {"torch.cat(parts)": "nn.functional.normalize(torch.cat(parts), dim=1)"},
     "that is a step of `nearest`, not of this one. Return the features as they are."),
]
