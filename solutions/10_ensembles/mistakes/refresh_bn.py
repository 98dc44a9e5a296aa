"""Known mistakes of `refresh_bn`."""

EVAL = "    model.eval()\n"
RESET = "        norm.reset_running_stats()\n"
MOMENTUM = "        norm.momentum = None\n"
TRAIN = "        norm.train()\n"
PASS = "        model(X)\n"
BACK = "        norm.momentum = momentum\n"
MODES = "        module.training = mode\n"

SEE = "section 6."
MISTAKES = [
    ("statistics that are not measured", {TRAIN: "        pass\n"},
     "after the reset every mean is 0 and every variance 1, and so they stay. Send X through the network with the batch norms in train mode; in eval mode they only read."),
    ("a pass with dropout", {EVAL: "    model.train()\n"},
     "dropout changes what the later batch norms see, and at random. Only the batch norms belong in train mode."),
    ("old statistics that keep a share", {RESET: "        pass\n"},
     "the plain average then goes on with the batches of the past. Reset the statistics first."),
    ("a momentum that is left as it was", {MOMENTUM: "        pass\n"},
     "with a momentum of 0.1 one pass moves the statistics a tenth of the way from 0 and 1. Ask for a plain average."),
    ("neither reset nor plain average", {RESET: "        pass\n", MOMENTUM: "        pass\n"},
     "one pass in train mode moves the old statistics by a tenth. Reset them and ask for a plain average."),
    ("a momentum that is not put back", {BACK: "        pass\n"},
     "later training would average over all batches since your pass. Give each batch norm its own momentum back."),
    ("the same momentum for all", {BACK: "        norm.momentum = 0.1\n"},
     "0.1 is only the default. Give each batch norm its own momentum back."),
    ("modes that are not put back", {MODES: "        pass\n"},
     "the model stays in the mode of your pass, and training would go on without dropout. Give each module its own mode back."),
    ("a model left in train mode", {MODES: "        module.training = True\n"},
     "somebody may have called you with parts of the model in eval mode. Give each module its own mode back."),
    ("a model left in eval mode", {MODES: "        module.training = False\n"},
     "training would go on without dropout and with frozen statistics. Give each module its own mode back."),
    ("one mode for all modules", {
        MODES: "        module.training = model.training\n",
        "    with torch.no_grad()": "    was = [*modes.values()][0]\n    with torch.no_grad()",
        "for module, mode in modes.items():\n": "model.train(was)\n    for module, mode in []:\n",
     }, "a frozen part of the model would be in train mode afterwards. Give each module its own mode back."),
    ("weights that are reset, too", {RESET: "        norm.reset_parameters()\n"},
     "`reset_parameters` also forgets the scale and shift that training has found. Reset the running statistics only."),
    ("batch norms at the first level only", {"for m in modes if": "for m in model.children() if"},
     "those inside blocks are missed. Walk through all modules."),
    ("only the batch norms of images", {"torch.nn.modules.batchnorm._BatchNorm": "torch.nn.BatchNorm2d"},
     "there is batch norm after linear layers as well. Refresh every kind."),
    ("only the batch norms of rows", {"torch.nn.modules.batchnorm._BatchNorm": "torch.nn.BatchNorm1d"},
     "there is batch norm after convolutions as well. Refresh every kind."),
    ("only the first batch norm", {"_BatchNorm)]": "_BatchNorm)][:1]"},
     "the later ones keep their old statistics. Go through all of them."),
    ("a pass with half of the inputs", {PASS: "        model(X[: len(X) // 2])\n"},
     "the docstring asks for all of X in one pass. Half of it gives noisier statistics."),
    ("several small passes", {PASS: "        for part in X.split(4):\n            model(part)\n"},
     "the mean of the variances of small batches lacks the spread between them. Send all of X through at once."),
    ("batch norms set by their inputs' overall size", {PASS: "        model(X / X.std())\n"},
     "the statistics must be those of X as the network will see it. Don't rescale it."),
]
