"""Known mistakes of `freeze`."""

NAMES = "names = [name for name, _ in model.features.named_children()]"
LOOP = "for name in names[: names.index(until) + 1]:"
GRAD = "stage.requires_grad_(False)"
NOW = "        stage.eval()\n"
ENTER = "        model.frozen_stages.add(name)\n"
END = "    return sum"
COUNT = "sum(p.numel() for p in model.parameters() if p.requires_grad)"

PAIRED = 12
SEE = "section 3."
MISTAKES = [
    ("stages in alphabetical order",
     {NAMES: "names = sorted(name for name, _ in model.features.named_children())"},
     "the names don't tell the order. Take the stages in the order of the Sequential."),
    ("biases that still learn", {
        GRAD: "stage.apply(lambda m: [p.requires_grad_(False) for n, p in m.named_parameters(recurse=False) if n == 'weight'])",
     }, "a stage whose biases are trained is not frozen. Freeze all parameters of the stage."),
    ("biases and batch norm scales that still learn", {
        GRAD: "[p.requires_grad_(False) for p in stage.parameters() if p.dim() > 1 or len(list(stage.parameters())) == 2]",
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
    ("batch norms that still update their statistics", {NOW: "", ENTER: ""},
     "they do so at every forward pass in training mode, gradient or not. Enter the stages in frozen_stages."),
    ("eval mode that the next train() undoes", {ENTER: ""},
     "the next model.train() puts the stages back into training mode. Enter their names in frozen_stages."),
    ("a freeze that starts only at the next train()", {NOW: ""},
     "the model only reads frozen_stages when train() is called. Make it take effect at once."),
    ("a model switched to training mode", {END: "    model.train()\n" + END},
     "a model that was in eval mode should still be in it afterwards. Keep the mode as it was."),
    ("a model switched to eval mode", {END: "    model.eval()\n" + END},
     "later stages may be in training, and their mode should not change. Keep it as it was."),
    ("one mode for all later stages", {NOW: "", END: "    model.train(model.training)\n" + END},
     "`model.train(...)` goes through all stages, and a later one may have been in another mode than the model. Change the mode of the frozen stages only."),
    ("stages frozen earlier that thaw at the next train()",
     {ENTER: "", END: "    model.frozen_stages = set(names[: names.index(until) + 1])\n" + END},
     "a new set replaces the old one, and forgets the later stages that were in it. Add to the set that is there."),
    ("later stages that are unfrozen", {LOOP: "model.features.requires_grad_(True)\n    " + LOOP},
     "a later stage may have been frozen before, and stays so. Change nothing above the named stage."),
    ("a head that is frozen too", {END: "    model.head.requires_grad_(False)\n" + END},
     "the head stays as it is. Freeze stages of the body only."),
    ("an error that does not list the stages", {"{', '.join(names)}": "others"},
     "after a typo one wants to see the names that there are. Put them into the message."),
    ("a count of all parameters, frozen ones included", {COUNT: "sum(p.numel() for p in model.parameters())"},
     "count those that still require a gradient."),
    ("a count of the frozen parameters", {COUNT: "sum(p.numel() for p in model.parameters() if not p.requires_grad)"},
     "that is what can no longer learn. Count what still can."),
    ("a count of tensors instead of numbers", {COUNT: "sum(1 for p in model.parameters() if p.requires_grad)"},
     "a weight matrix holds many numbers. Count its elements."),
    ("a count without the head", {COUNT: "sum(p.numel() for p in model.features.parameters() if p.requires_grad)"},
     "the head learns too. Count over the whole model."),
]
