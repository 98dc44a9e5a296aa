"""Known mistakes of `freeze`."""

NAMES = "names = [name for name, _ in model.features.named_children()]"
LOOP = "for name in names[: names.index(until) + 1]:"
GRAD = "model.features.get_submodule(name).requires_grad_(False)"
ENTER = "        model.frozen_stages.add(name)\n"
MODE = "    model.train(model.training)\n"
COUNT = "sum(p.numel() for p in model.parameters() if p.requires_grad)"

SEE = "section 3."
MISTAKES = [
    ("stages in alphabetical order",
     {NAMES: "names = sorted(name for name, _ in model.features.named_children())"},
     "the names don't tell the order. Take the stages in the order of the Sequential."),
    ("biases that still learn", {
        GRAD: "model.features.get_submodule(name).apply(lambda m: [p.requires_grad_(False) for n, p in m.named_parameters(recurse=False) if n == 'weight'])",
     }, "a stage whose biases are trained is not frozen. Freeze all parameters of the stage."),
    ("biases and batch norm scales that still learn", {
        GRAD: "[p.requires_grad_(False) for p in model.features.get_submodule(name).parameters() if p.dim() > 1 or len(list(model.features.get_submodule(name).parameters())) == 2]",
     }, "vectors are parameters too: biases, and the scales and shifts of batch norms. Freeze all parameters of the stage."),
    ("freezing everything", {LOOP: "model.requires_grad_(False)\n    " + LOOP},
     "then nothing can learn, not even the head. Stop at the named stage."),
    ("freezing the whole body", {LOOP: "for name in names:"},
     "the stages after the named one should still learn. Stop there."),
    ("one stage too few", {LOOP: "for name in names[: names.index(until)]:"},
     "the named stage itself is included. A slice leaves its end out."),
    ("only the named stage frozen", {LOOP: "for name in [until]:"},
     "its input comes from lower stages that still change. Freeze those too."),
    ("the stages above the named one frozen", {LOOP: "for name in names[names.index(until) :]:"},
     "the low stages are the generic ones, worth keeping. Freeze from the input up to the named one."),
    ("batch norms that still update their statistics", {ENTER: ""},
     "they do so at every forward pass in training mode, gradient or not. Enter the stages in frozen_stages."),
    ("eval mode that the next train() undoes", {ENTER: "        model.features.get_submodule(name).eval()\n", MODE: ""},
     "the next model.train() puts the stages back into training mode. Enter their names in frozen_stages."),
    ("a freeze that starts only at the next train()", {MODE: ""},
     "the model only reads frozen_stages when train() is called. Make it take effect at once."),
    ("a model switched to training mode", {MODE: "    model.train()\n"},
     "a model that was in eval mode should still be in it afterwards. Keep the mode as it was."),
    ("a model switched to eval mode", {MODE: "    model.eval()\n"},
     "later stages may be in training, and their mode should not change. Keep it as it was."),
    ("a count of all parameters, frozen ones included", {COUNT: "sum(p.numel() for p in model.parameters())"},
     "count those that still require a gradient."),
    ("a count of the frozen parameters", {COUNT: "sum(p.numel() for p in model.parameters() if not p.requires_grad)"},
     "that is what can no longer learn. Count what still can."),
    ("a count of tensors instead of numbers", {COUNT: "sum(1 for p in model.parameters() if p.requires_grad)"},
     "a weight matrix holds many numbers. Count its elements."),
    ("a count without the head", {COUNT: "sum(p.numel() for p in model.features.parameters() if p.requires_grad)"},
     "the head learns too. Count over the whole model."),
]
