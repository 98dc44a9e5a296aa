"""Known mistakes of `snapshot_ensemble`."""

RATE = "lr = lr0 * (1 + math.cos(math.pi * (t % length) / length)) / 2"
COPY = "copies.append(copy.deepcopy(model).eval())"
UPDATE = "train_step(model, lr)"

SEE = "section 6."
MISTAKES = [
    ("the same model several times", {COPY: "copies.append(model)"},
     "all entries of the list share the same weights, which kept changing; a shallow copy shares them, too. Keep deep copies."),
    ("copies in train mode", {COPY: "copies.append(copy.deepcopy(model))"},
     "with dropout and batch norm in train mode their predictions depend on chance and on the batch. Put each copy into eval mode."),
    ("the model itself put into eval mode", {COPY: "copies.append(copy.deepcopy(model.eval()))"},
     "from the second cycle on it would train without dropout and with frozen batch norm. Put the copy into eval mode, not the model."),
    ("state dicts instead of models", {COPY: "copies.append(copy.deepcopy(model.state_dict()))"},
     "a dict of tensors can't make predictions. Return whole copies of the model."),
    ("a constant learning rate", {RATE: "lr = lr0"},
     "the network never settles into a minimum and never leaves its region. Let the rate fall over each cycle and jump up after it."),
    ("one cosine over the whole run", {RATE: "lr = lr0 * (1 + math.cos(math.pi * t / T)) / 2"},
     "without restarts the early copies are half trained and the late ones all alike. Start a new cosine in each cycle."),
    ("linear decay in each cycle", {RATE: "lr = lr0 * (1 - (t % length) / length)"},
     "it would work as well, but the docstring asks for half a cosine. Use the formula above."),
    ("a full cosine period in each cycle", {RATE: "lr = lr0 * (1 + math.cos(2 * math.pi * (t % length) / length)) / 2"},
     "the rate goes up again before the copy is made. A cycle is half a period."),
    ("a learning rate one step ahead", {RATE: "lr = lr0 * (1 + math.cos(math.pi * (t % length + 1) / length)) / 2"},
     "the first update of a cycle must use the full rate, and the last one a rate above zero. Step t counts from zero."),
    ("a cosine that was not halved", {"(t % length) / length)) / 2": "(t % length) / length))"},
     "the first rate is twice lr0. Check the formula at t = 0."),
    ("a learning rate that stays too high",
     {RATE: "lr = lr0 * (2 + 0 * t + math.cos(math.pi * (t % length) / length) - 1 + 1) / 3"},
     "it does not come down to nearly zero, so the network can't settle. Check the formula at the end of a cycle."),
    ("a copy before the update", {UPDATE + "\n": "pass\n", COPY: COPY + "\n        " + UPDATE},
     "the last update of the cycle, at its lowest rate, is missing. First the update, then the copy."),
    ("copies at the beginning of each cycle", {"if t in last:": "if t % length == 0:"},
     "there the rate is at its highest and the network at its worst. Copy after the last step of each cycle."),
    ("only the last copy", {COPY: "copies = [copy.deepcopy(model).eval()]"},
     "the earlier copies are thrown away. Keep all of them in a list."),
    ("a copy after every update", {"if t in last:": "if True:"},
     "that gives hundreds of copies, most of them alike or badly trained. Copy at the ends of the cycles only."),
    ("averaged weights instead of separate copies", {
        "    return copies": "    for q in copies:\n        for p, *ps in zip(q.parameters(), *[c.parameters() for c in copies]):\n            p.data = sum(x.data for x in ps) / len(ps)\n    return copies",
     }, "weights from different minima usually don't average to a good network. Return the copies as they are, and average their predictions."),
    ("an uneven number of steps accepted", {
        "last, length = snapshot_steps(T, cycles), T // cycles": "length = T // cycles\n    last = [length * (c + 1) - 1 for c in range(cycles)]",
     }, "some steps belong to no full cycle. Raise the ValueError of the docstring."),
]
