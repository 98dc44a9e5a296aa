"""Known mistakes of `param_groups`."""

BODY = "body = [p for p in model.features.parameters() if p.requires_grad]"
HEAD = "head = [p for p in model.head.parameters() if p.requires_grad]"
TENTH = "lr_body = lr_head / 10"
GROUPS = '[{"params": body, "lr": lr_body}, {"params": head, "lr": lr_head}]'

SEE = "section 5."
MISTAKES = [
    ("the head in both groups", {BODY: "body = [p for p in model.parameters() if p.requires_grad]"},
     "model.parameters() includes the head's, and PyTorch refuses a parameter that is in two groups. Take the body's only."),
    ("biases of the body in no group", {BODY: BODY.replace("requires_grad]", "requires_grad and p.dim() > 1]")},
     "vectors are parameters too, and an optimiser never moves what is in no group. Take all of the body."),
    ("the bias of the head in no group", {HEAD: "head = [p for p in [model.head.weight] if p.requires_grad]"},
     "an optimiser never moves what is in no group. Take all of the head."),
    ("a body in no group", {BODY: "body = []"},
     "then only the head is trained. Collect the parameters of `features`."),
    ("the same learning rate for body and head", {TENTH: "lr_body = lr_head"},
     "by default the body should move at a tenth of the head's rate."),
    ("a body learning rate ten times too high", {TENTH: "lr_body = 10 * lr_head"},
     "the body is good already and should move less than the head."),
    ("a hundredth of the rate instead of a tenth", {TENTH: "lr_body = lr_head / 100"}, "by default the body gets a tenth of the head's rate."),
    ("lr_body ignored", {"if lr_body is None:": "if True:"},
     "the caller may choose it. Use the tenth only where it is None."),
    ("lr_body = 0 treated as missing", {"if lr_body is None:": "if not lr_body:"},
     "0.0 is false in Python, but it is a valid rate that keeps the body fixed. Check whether it is None."),
    ("the groups in the wrong order", {GROUPS: '[{"params": head, "lr": lr_head}, {"params": body, "lr": lr_body}]'},
     "the body comes first; schedules and figures rely on it."),
    ("the two learning rates swapped", {GROUPS: '[{"params": body, "lr": lr_head}, {"params": head, "lr": lr_body}]'},
     "the new head must learn fast and the trained body slowly."),
    ("frozen parameters of the body in its group", {BODY: "body = list(model.features.parameters())"},
     "if such a parameter still has an old gradient, even one of zeros, momentum or weight decay moves it. Leave out what requires no gradient."),
    ("frozen parameters of the head in its group", {HEAD: "head = list(model.head.parameters())"},
     "the head may be frozen, too. Leave out what requires no gradient."),
    ("parameters that are not in lists", [
        {BODY: BODY.replace("[", "(").replace("]", ")"), HEAD: HEAD.replace("[", "(").replace("]", ")")},
        {BODY: BODY.replace("[", "tuple(").replace("]", ")"), HEAD: HEAD.replace("[", "tuple(").replace("]", ")")},
     ], "a generator can be gone through only once. Make a list of it."),
    ("tensors looked for with `in`",
     {BODY: HEAD + "\n    body = [p for p in model.parameters() if p.requires_grad and p not in head]"},
     "`in` compares tensors element by element, which fails for other shapes. Compare identities or names, or go through the body alone."),
    ("a group for each parameter",
     {GROUPS: '[{"params": [p], "lr": lr_body} for p in body] + [{"params": head, "lr": lr_head}]'},
     "it works, but the caller expects two groups."),
]
