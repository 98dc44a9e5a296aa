"""Known mistakes of `param_groups`."""

BODY = "body = [p for p in model.features.parameters() if p.requires_grad]"
HEAD = "head = [p for p in model.head.parameters() if p.requires_grad]"
TENTH = "lr_body = lr_head / 10"
GROUPS = '[{"params": body, "lr": lr_body}, {"params": head, "lr": lr_head}]'

SEE = "section 5."
MISTAKES = [
    ("the head in both groups", {BODY: "body = [p for p in model.parameters() if p.requires_grad]"},
     "model.parameters() contains the head's, and PyTorch refuses a parameter that is in two groups. Take the body's only."),
    ("biases that are in no group", {BODY: BODY.replace("requires_grad]", "requires_grad and p.dim() > 1]")},
     "vectors are parameters too, and what is in no group never moves. Take all of the body."),
    ("a head's bias that is in no group", {HEAD: "head = [p for p in [model.head.weight] if p.requires_grad]"},
     "what is in no group never moves. Take all of the head."),
    ("a body that is in no group", {BODY: "body = []"},
     "then only the head is trained. Collect the parameters of `features`."),
    ("one rate for both", {TENTH: "lr_body = lr_head"},
     "by default the body should move at a tenth of the head's rate."),
    ("a body that is ten times faster", {TENTH: "lr_body = 10 * lr_head"},
     "the body is good already and should move less than the head."),
    ("a hundredth", {TENTH: "lr_body = lr_head / 100"}, "by default the body gets a tenth of the head's rate."),
    ("a rate for the body that is ignored", {"if lr_body is None:": "if True:"},
     "the caller may choose it. Take the tenth only where it is None."),
    ("a rate of zero taken for none", {"if lr_body is None:": "if not lr_body:"},
     "0.0 is false in Python, but it is a wish: a body at rest. Ask whether it is None."),
    ("the head first", {GROUPS: '[{"params": head, "lr": lr_head}, {"params": body, "lr": lr_body}]'},
     "the body comes first; schedules and figures rely on it."),
    ("the two rates exchanged", {GROUPS: '[{"params": body, "lr": lr_head}, {"params": head, "lr": lr_body}]'},
     "the new head must learn fast and the trained body slowly."),
    ("frozen parameters among them", {BODY: "body = list(model.features.parameters())"},
     "an optimiser with weight decay or old momentum moves them nevertheless. Leave out what requires no gradient."),
    ("a group for each parameter",
     {GROUPS: '[{"params": [p], "lr": lr_body} for p in body] + [{"params": head, "lr": lr_head}]'},
     "it works, but the caller expects two groups."),
]
