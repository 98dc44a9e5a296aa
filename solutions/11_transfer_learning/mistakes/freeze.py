"""Known mistakes of `freeze`."""

NAMES = "names = [name for name, _ in model.features.named_children()]"
LOOP = "for name in names[: names.index(until) + 1]:"
GRAD = "model.features.get_submodule(name).requires_grad_(False)"
ENTER = "        model.frozen_stages.add(name)\n"
MODE = "    model.train(model.training)\n"
COUNT = "sum(p.numel() for p in model.parameters() if p.requires_grad)"

SEE = "section 3."
MISTAKES = [
    ("stages in the order of the alphabet",
     {NAMES: "names = sorted(name for name, _ in model.features.named_children())"},
     "names don't say who comes first. Take the stages in the order of the Sequential."),
    ("biases that still learn", {
        GRAD: "model.features.get_submodule(name).apply(lambda m: [p.requires_grad_(False) for n, p in m.named_parameters(recurse=False) if n == 'weight'])",
     }, "a stage with learning biases is not frozen. Take all parameters of the stage."),
    ("batch norms' scales that still learn", {
        GRAD: "[p.requires_grad_(False) for p in model.features.get_submodule(name).parameters() if p.dim() > 1 or len(list(model.features.get_submodule(name).parameters())) == 2]",
     }, "vectors are parameters too: biases, and the scales and shifts of batch norms. Take all of the stage."),
    ("freezing everything", {LOOP: "model.requires_grad_(False)\n    " + LOOP},
     "then nothing can learn, the head least of all. Stop at the stage that was named."),
    ("freezing the whole body", {LOOP: "for name in names:"},
     "the stages after the named one should still learn. Stop there."),
    ("one stage too few", {LOOP: "for name in names[: names.index(until)]:"},
     "the named stage itself is included. A slice leaves its end out."),
    ("only the named stage", {LOOP: "for name in [until]:"},
     "it stands on lower stages that still move. Freeze those too."),
    ("the stages above the named one", {LOOP: "for name in names[names.index(until) :]:"},
     "the low stages are the generic ones, worth keeping. Freeze from the input up to the named one."),
    ("batch norms that still move", {ENTER: ""},
     "they update their running mean at every forward pass in training mode, gradient or not. Enter the stages in frozen_stages."),
    ("batch norms in eval mode for now only", {ENTER: "        model.features.get_submodule(name).eval()\n", MODE: ""},
     "the next model.train() wakes them. Enter the stages in frozen_stages."),
    ("batch norms that move until the next train()", {MODE: ""},
     "frozen_stages is only looked at when train() is called. Make it act at once."),
    ("a change of the model's mode", {MODE: "    model.train()\n"},
     "whoever froze it in eval mode finds it in training mode. Keep the mode as it was."),
    ("a model left in eval mode", {MODE: "    model.eval()\n"},
     "later stages are to be trained, and their mode is not yours to change. Keep it as it was."),
    ("a count of all numbers", {COUNT: "sum(p.numel() for p in model.parameters())"},
     "count those that still require a gradient."),
    ("a count of frozen numbers", {COUNT: "sum(p.numel() for p in model.parameters() if not p.requires_grad)"},
     "that is what can't learn any more. Count what can."),
    ("a count of tensors", {COUNT: "sum(1 for p in model.parameters() if p.requires_grad)"},
     "a weight matrix holds many numbers. Count its elements."),
    ("a count without the head", {COUNT: "sum(p.numel() for p in model.features.parameters() if p.requires_grad)"},
     "the head learns too. Count over the whole model."),
]
