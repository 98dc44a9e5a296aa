"""Known mistakes of `finetune`."""

COPY = "model = copy.deepcopy(model)"
PART = "part = model if everything else model.head"
LEARNING = "learning = [p for p in part.parameters() if p.requires_grad]"
ADAM = 'optimizer = torch.optim.Adam(learning, lr=stage["lr"])'
EVAL = "        model.eval()\n"
TRAIN = "        part.train()\n"
LOOP = "    for stage in stages:\n"
ROWS = "for rows in torch.randperm(len(X), generator=generator).split(32):"

PAIRED = 8
SEE = "section 5."
MISTAKES = [
    ("training of the original", {COPY: "model = model"},
     "the next experiment then starts from a body that has moved. Train a deep copy."),
    ("the whole model trained in the head phase", {'everything = stage["train"] == "all"': "everything = True"},
     "a new head's first gradients are noise, and they spoil the body. In a “head” phase, train only the head."),
    ("only the head trained in every phase", {'everything = stage["train"] == "all"': "everything = False"},
     "an “all” phase trains the body too."),
    ("a body trained while only the head should be",
     {LEARNING: LEARNING.replace("part", "model"), "torch.set_grad_enabled(everything)": "torch.enable_grad()"},
     "the optimiser got the body's parameters too. Give it only the head's."),
    ("batch norm statistics that change in the head phase", {EVAL: "        model.train()\n"},
     "the body is in training mode, and its running statistics drift without any gradient. Keep it in eval mode while only the head learns."),
    ("eval mode throughout", {TRAIN: ""},
     "in an “all” phase, batch norms should use the new images' statistics and update their own. Switch to training mode."),
    ("frozen stages put into training mode",
     {TRAIN: "        [m.train() for m in part.modules() if m is not model]\n"},
     "only the model's own train() respects frozen_stages. Call that one."),
    ("one optimiser for all phases", [{
        LOOP: "    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=stages[0]['lr'])\n" + LOOP,
        "        " + ADAM + "\n": "",
     }, {
        LOOP: "    kept = torch.optim.Adam([p for p in model.parameters() if p.requires_grad])\n" + LOOP,
        ADAM: 'optimizer = kept\n        [p.requires_grad_(p.requires_grad) for p in learning]\n        kept.param_groups[0]["lr"] = stage["lr"]',
     }], "its running means from the last phase still affect the next. Make a fresh one for each phase."),
    ("the first learning rate for all phases", {'lr=stage["lr"]': 'lr=stages[0]["lr"]'},
     "each phase has its own rate. Read it from that phase."),
    ("the first number of epochs for all phases", {'range(stage["epochs"])': 'range(stages[0]["epochs"])'},
     "each phase has its own number of epochs. Read it from that phase."),
    ("only the first phase", {LOOP: "    for stage in stages[:1]:\n"},
     "the list has more phases. Run all of them, in order."),
    ("phases in reverse order", {LOOP: "    for stage in stages[::-1]:\n"},
     "the head should learn before the body changes. Keep the order of the list."),
    ("frozen stages that are unfrozen", {PART: PART + "\n        part.requires_grad_(True)"},
     "what the caller froze should stay frozen. Train what requires a gradient and leave the flags alone."),
    ("a body left frozen after the head phase", {
        PART: PART + "\n        model.features.requires_grad_(everything and model.head.weight.requires_grad)\n        [m.requires_grad_(False) for n, m in model.features.named_children() if n in getattr(model, 'frozen_stages', ())]",
     }, "`requires_grad` is then no longer what the caller set. Restore it, or don't change it."),
    ("gradients that accumulate", {"                optimizer.zero_grad()\n": ""},
     "backward() adds to the old gradient, so each step repeats all earlier ones. Set the gradients to zero first."),
    ("SGD instead of Adam", {"torch.optim.Adam(learning": "torch.optim.SGD(learning"}, "the rates are meant for Adam. Use the optimiser that the docstring names."),
    ("Adam with weight decay", {"torch.optim.Adam(learning": "torch.optim.AdamW(learning"},
     "AdamW decays the weights by default. Use plain Adam."),
    ("minibatches that are not shuffled", {ROWS: "for rows in torch.arange(len(X)).split(32):"},
     "data are often sorted by class. Shuffle again in each epoch, with the generator."),
    ("the same order in each epoch", {
        '        for _ in range(stage["epochs"]):': '        order = torch.randperm(len(X), generator=generator)\n        for _ in range(stage["epochs"]):',
        ROWS: "for rows in order.split(32):",
     }, "the same samples then share a minibatch every time. Shuffle again in each epoch."),
    ("a shuffle with the global generator", {ROWS: "for rows in torch.randperm(len(X)).split(32):"},
     "the run then can't be repeated. Shuffle with the generator that you were given."),
    ("samples drawn with replacement",
     {ROWS: "for rows in torch.randint(len(X), (len(X),), generator=generator).split(32):"},
     "some samples come twice in an epoch and some never. Shuffle all of them instead."),
    ("a dropped last minibatch", {ROWS: ROWS.replace(".split(32)", "[: max(32, len(X) // 32 * 32)].split(32)")},
     "the remaining samples are never seen in that epoch. Keep the smaller minibatch."),
    ("all samples in one batch", {".split(32)": ".split(len(X))"}, "that gives one step per epoch. Use minibatches of 32, as the docstring says."),
    ("a model returned in training mode", {"return model.eval()": "return model.train()"},
     "its predictions would use batch statistics instead of the running ones. Return it in eval mode."),
    ("an unknown “train” value accepted", {'if stage["train"] not in ("head", "all"):': "if False:"},
     "after a typo it trains something other than the caller thinks. Raise ValueError."),
]
