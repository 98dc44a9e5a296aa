"""Known mistakes of `refresh_bn`."""

EVAL = "    model.eval()\n"
RESET = "        norm.reset_running_stats()\n"
MOMENTUM = "        norm.momentum = None\n"
TRAIN = "        norm.train()\n"
PASS = "        model(X)\n"
BACK = "        norm.momentum = momentum\n"
MODES = "        module.training = mode\n"

SEE = "section 7."
MISTAKES = [
    ("statistics reset but never measured", {TRAIN: "        pass\n"},
     "after the reset every mean is 0 and every variance 1, and they stay there. Send X through the network with the batch norms in train mode; in eval mode they don't update."),
    ("a pass with dropout", {EVAL: "    model.train()\n"},
     "dropout changes what the later batch norms see, and at random. Only the batch norms belong in train mode."),
    ("old statistics that are not reset", {RESET: "        pass\n"},
     "the plain average then still includes the earlier batches. Reset the statistics first."),
    ("the old momentum used during the pass", {MOMENTUM: "        pass\n"},
     "with a momentum of 0.1 one pass moves the statistics only a tenth of the way from 0 and 1. Ask for a plain average."),
    ("neither reset nor plain average", {RESET: "        pass\n", MOMENTUM: "        pass\n"},
     "one pass in train mode moves the old statistics by only a tenth. Reset them and ask for a plain average."),
    ("a momentum that is not restored", {BACK: "        pass\n"},
     "later training would average over all batches since your pass. Restore each batch norm's own momentum."),
    ("the same momentum restored everywhere", {BACK: "        norm.momentum = 0.1\n"},
     "0.1 is only the default. Restore each batch norm's own momentum."),
    ("modes that are not restored", {MODES: "        pass\n"},
     "the model stays in the mode of your pass, and training would continue without dropout. Restore each module's own mode."),
    ("a model left in train mode", {MODES: "        module.training = True\n"},
     "parts of the model may have been in eval mode before the call. Restore each module's own mode."),
    ("a model left in eval mode", {MODES: "        module.training = False\n"},
     "training would continue without dropout and with frozen statistics. Restore each module's own mode."),
    ("one mode restored for all modules", {
        MODES: "        module.training = model.training\n",
        "    with torch.no_grad()": "    was = [*modes.values()][0]\n    with torch.no_grad()",
        "for module, mode in modes.items():\n": "model.train(was)\n    for module, mode in []:\n",
     }, "a frozen part of the model would be in train mode afterwards. Restore each module's own mode."),
    ("batch norm parameters reset as well", {RESET: "        norm.reset_parameters()\n"},
     "`reset_parameters` also erases the scale and shift that training has found. Reset the running statistics only."),
    ("only batch norms at the top level", {"for m in modes if": "for m in model.children() if"},
     "those inside blocks are missed. Go through all modules."),
    ("only BatchNorm2d layers", {"torch.nn.modules.batchnorm._BatchNorm": "torch.nn.BatchNorm2d"},
     "there is batch norm after linear layers as well. Refresh every kind."),
    ("only BatchNorm1d layers", {"torch.nn.modules.batchnorm._BatchNorm": "torch.nn.BatchNorm1d"},
     "there is batch norm after convolutions as well. Refresh every kind."),
    ("only the first batch norm", {"_BatchNorm)]": "_BatchNorm)][:1]"},
     "the later ones keep their old statistics. Go through all of them."),
    ("a pass with half of the inputs", {PASS: "        model(X[: len(X) // 2])\n"},
     "the docstring asks for all of X in one pass. Half of it gives noisier statistics."),
    ("several small passes", [
        {PASS: "        for part in X.split(4):\n            model(part)\n"},
        {PASS: "        for part in X.split(32):\n            model(part)\n"},
        {PASS: "        for part in X.split(64):\n            model(part)\n"},
     ],
     "the mean of the variances of small batches lacks the spread between them. Send all of X through at once."),
    ("inputs rescaled before the pass", {PASS: "        model(X / X.std())\n"},
     "the statistics must be those of X as the network will see it. Leave X as it is."),
]
