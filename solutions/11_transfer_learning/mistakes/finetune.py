"""Known mistakes of `finetune`."""

COPY = "model = copy.deepcopy(model)"
PART = "part = model if everything else model.head"
LEARNING = "learning = [p for p in part.parameters() if p.requires_grad]"
ADAM = 'optimizer = torch.optim.Adam(learning, lr=stage["lr"])'
EVAL = "        model.eval()\n"
TRAIN = "        part.train()\n"
LOOP = "    for stage in stages:\n"
ROWS = "for rows in torch.randperm(len(X), generator=generator).split(32):"

SEE = "section 5."
MISTAKES = [
    ("training of the original", {COPY: "model = model"},
     "the next experiment then starts from a body that has moved. Train a deep copy."),
    ("everything at once", {'everything = stage["train"] == "all"': "everything = True"},
     "a new head's first gradients are noise, and they spoil the body. While the phase says head, train the head only."),
    ("only ever the head", {'everything = stage["train"] == "all"': "everything = False"},
     "a phase that says all is for the body too."),
    ("a body that learns while only the head should",
     {LEARNING: LEARNING.replace("part", "model"), "torch.set_grad_enabled(everything)": "torch.enable_grad()"},
     "the optimiser got the body's parameters too. Give it the head's only."),
    ("batch norms that move while the head is trained", {EVAL: "        model.train()\n"},
     "the body is in training mode, and its running statistics drift without a gradient. Keep it in eval mode while only the head learns."),
    ("eval mode throughout", {TRAIN: ""},
     "while all is trained, batch norms should use and follow the new images. Switch to training mode."),
    ("batch norms of frozen stages that wake up",
     {TRAIN: "        [m.train() for m in part.modules() if m is not model]\n"},
     "frozen_stages is only looked at by the model's own train(). Call that one."),
    ("an optimiser kept through all phases", {
        LOOP: "    kept = torch.optim.Adam([p for p in model.parameters() if p.requires_grad])\n" + LOOP,
        ADAM: 'optimizer = kept\n        [p.requires_grad_(p.requires_grad) for p in learning]\n        kept.param_groups[0]["lr"] = stage["lr"]',
     }, "the running means of the last phase go on pushing in the next. Make a fresh one for each phase."),
    ("the first rate for all phases", {'lr=stage["lr"]': 'lr=stages[0]["lr"]'},
     "each phase has its own rate, and the second should be lower."),
    ("the epochs of the first phase for all", {'range(stage["epochs"])': 'range(stages[0]["epochs"])'},
     "each phase has its own number of epochs."),
    ("only the first phase", {LOOP: "    for stage in stages[:1]:\n"},
     "the list has more phases. Do all of them, in order."),
    ("phases in reverse", {LOOP: "    for stage in stages[::-1]:\n"},
     "the head should learn before the body moves. Keep the order of the list."),
    ("frozen stages thawed", {PART: PART + "\n        part.requires_grad_(True)"},
     "what the caller froze should stay frozen. Train what requires a gradient and leave the flags alone."),
    ("a body left frozen", {
        PART: PART + "\n        model.features.requires_grad_(everything and model.head.weight.requires_grad)\n        [m.requires_grad_(False) for n, m in model.features.named_children() if n in getattr(model, 'frozen_stages', ())]",
     }, "after a phase for the head, requires_grad is no longer what the caller set. Put it back, or don't touch it."),
    ("gradients that add up", {"                optimizer.zero_grad()\n": ""},
     "backward() adds to what is there, so each step repeats all earlier ones. Set the gradients to zero first."),
    ("plain SGD", {"torch.optim.Adam(learning": "torch.optim.SGD(learning"}, "the rates are meant for Adam."),
    ("Adam with weight decay", {"torch.optim.Adam(learning": "torch.optim.AdamW(learning"},
     "AdamW decays weights unless told otherwise. Take plain Adam."),
    ("minibatches that are not shuffled", {ROWS: "for rows in torch.arange(len(X)).split(32):"},
     "data often come sorted by class. Shuffle anew in each epoch, with the generator."),
    ("the same order in each epoch", {
        '        for _ in range(stage["epochs"]):': '        order = torch.randperm(len(X), generator=generator)\n        for _ in range(stage["epochs"]):',
        ROWS: "for rows in order.split(32):",
     }, "the same samples then always meet in a minibatch. Shuffle anew in each epoch."),
    ("a shuffle by the global generator", {ROWS: "for rows in torch.randperm(len(X)).split(32):"},
     "the run can't be repeated. Shuffle with the generator you are given."),
    ("samples drawn with replacement",
     {ROWS: "for rows in torch.randint(len(X), (len(X),), generator=generator).split(32):"},
     "some samples come twice in an epoch and some never. Shuffle all of them instead."),
    ("a last minibatch that is lost", {ROWS: ROWS.replace(".split(32)", "[: max(32, len(X) // 32 * 32)].split(32)")},
     "the samples that remain are never seen in that epoch. Keep the smaller minibatch."),
    ("all samples in one batch", {".split(32)": ".split(len(X))"}, "minibatches of 32 give more steps in an epoch."),
    ("a model handed back in training mode", {"return model.eval()": "return model.train()"},
     "whoever uses it gets batch statistics instead of the learnt ones. Return it in eval mode."),
    ("a part that is never questioned", {'if stage["train"] not in ("head", "all"):': "if False:"},
     "a slip of the pen then trains something else than the caller thinks. Raise ValueError."),
]
