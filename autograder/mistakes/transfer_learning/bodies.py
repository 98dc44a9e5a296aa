"""Known mistakes of notebook 11: new heads and frozen stages."""

from autograder.mistakes import of

COPY = "new = copy.deepcopy(model)"
WEIGHTS = "head.weight.copy_(0.01 * torch.randn(head.weight.shape, generator=generator))"
ZERO = "head.bias.zero_()"
NEW = "new.head = head.to(model.head.weight)"
NAMES = "names = [name for name, _ in model.features.named_children()]"
LOOP = "for name in names[: names.index(until) + 1]:"
GRAD = "model.features.get_submodule(name).requires_grad_(False)"
ENTER = "        model.frozen_stages.add(name)\n"
MODE = "    model.train(model.training)\n"
COUNT = "sum(p.numel() for p in model.parameters() if p.requires_grad)"

MISTAKES = [
    *of(
        "replace_head",
        (
            "a change of the original",
            {COPY: "new = model"},
            "the model you were given has lost its head, and the next experiment starts from it. Copy it first.",
        ),
        (
            "a shallow copy",
            {COPY: "new = copy.copy(model)\n    new._modules = dict(model._modules)"},
            "the two models share one body, so training the new one moves the old one. Copy deeply.",
        ),
        (
            "a new head with old weights",
            {WEIGHTS: WEIGHTS + "\n        head.weight[: len(model.head.weight)] = model.head.weight[:C]"},
            "the old rows are answers to the old question. Draw all weights anew.",
        ),
        (
            "a head drawn by the global generator",
            {WEIGHTS: "head.weight.normal_(0, 0.01)"},
            "two calls with equal generators then give two heads. Hand the generator to whatever draws.",
        ),
        (
            "PyTorch's own initialisation",
            {WEIGHTS: "torch.randn(1, generator=generator)", "        " + ZERO + "\n": ""},
            "its weights are larger, so the first loss is above ln C, and they come from the global generator. "
            "Draw small ones with yours.",
        ),
        (
            "PyTorch's own weights with a bias of zero",
            {WEIGHTS: "torch.randn(1, generator=generator)"},
            "only the biases are new; the weights still come from the global generator and are too large. Draw small ones.",
        ),
        (
            "a head ten times too large",
            {WEIGHTS: WEIGHTS.replace("0.01", "0.1")},
            "the standard deviation should be 0.01, so that the first loss is ln C.",
        ),
        (
            "a head of unscaled normal numbers",
            {WEIGHTS: WEIGHTS.replace("0.01 * ", "")},
            "it starts confidently wrong and shakes the body. Scale the weights to a standard deviation of 0.01.",
        ),
        (
            "a head of zeros",
            {WEIGHTS: WEIGHTS.replace("0.01", "0.0")},
            "then no gradient reaches the body in the first step, and no seed matters. Draw small random weights.",
        ),
        (
            "random biases",
            {ZERO: "head.bias.copy_(0.01 * torch.randn(C, generator=generator))"},
            "no class deserves a head start. Biases begin at zero.",
        ),
        (
            "a bias left as PyTorch drew it",
            {"        " + ZERO + "\n": ""},
            "nn.Linear fills its bias with random numbers of the global generator. Set it to zero.",
        ),
        (
            "a frozen head",
            {NEW: NEW + "\n    new.head.requires_grad_(False)"},
            "the head is the one part that must learn. Leave it trainable, whatever the old one was.",
        ),
        (
            "a body thawed on the way",
            {NEW: NEW + "\n    new.requires_grad_(True)"},
            "frozen stages should stay frozen in the copy. Only the head is new.",
        ),
        see="section 2.",
    ),
    *of(
        "freeze",
        (
            "stages in the order of the alphabet",
            {NAMES: "names = sorted(name for name, _ in model.features.named_children())"},
            "names don't say who comes first. Take the stages in the order of the Sequential.",
        ),
        (
            "biases that still learn",
            {
                GRAD: "model.features.get_submodule(name).apply(lambda m: [p.requires_grad_(False) for n, p in "
                "m.named_parameters(recurse=False) if n == 'weight'])"
            },
            "a stage with learning biases is not frozen. Take all parameters of the stage.",
        ),
        (
            "batch norms' scales that still learn",
            {
                GRAD: "[p.requires_grad_(False) for p in model.features.get_submodule(name).parameters() if p.dim() > 1 or "
                "len(list(model.features.get_submodule(name).parameters())) == 2]"
            },
            "vectors are parameters too: biases, and the scales and shifts of batch norms. Take all of the stage.",
        ),
        (
            "freezing everything",
            {LOOP: "model.requires_grad_(False)\n    " + LOOP},
            "then nothing can learn, the head least of all. Stop at the stage that was named.",
        ),
        (
            "freezing the whole body",
            {LOOP: "for name in names:"},
            "the stages after the named one should still learn. Stop there.",
        ),
        (
            "one stage too few",
            {LOOP: "for name in names[: names.index(until)]:"},
            "the named stage itself is included. A slice leaves its end out.",
        ),
        (
            "only the named stage",
            {LOOP: "for name in [until]:"},
            "it stands on lower stages that still move. Freeze those too.",
        ),
        (
            "the stages above the named one",
            {LOOP: "for name in names[names.index(until) :]:"},
            "the low stages are the generic ones, worth keeping. Freeze from the input up to the named one.",
        ),
        (
            "batch norms that still move",
            {ENTER: ""},
            "they update their running mean at every forward pass in training mode, gradient or not. "
            "Enter the stages in frozen_stages.",
        ),
        (
            "batch norms in eval mode for now only",
            {ENTER: "        model.features.get_submodule(name).eval()\n", MODE: ""},
            "the next model.train() wakes them. Enter the stages in frozen_stages.",
        ),
        (
            "batch norms that move until the next train()",
            {MODE: ""},
            "frozen_stages is only looked at when train() is called. Make it act at once.",
        ),
        (
            "a change of the model's mode",
            {MODE: "    model.train()\n"},
            "whoever froze it in eval mode finds it in training mode. Keep the mode as it was.",
        ),
        (
            "a model left in eval mode",
            {MODE: "    model.eval()\n"},
            "later stages are to be trained, and their mode is not yours to change. Keep it as it was.",
        ),
        (
            "a count of all numbers",
            {COUNT: "sum(p.numel() for p in model.parameters())"},
            "count those that still require a gradient.",
        ),
        (
            "a count of frozen numbers",
            {COUNT: "sum(p.numel() for p in model.parameters() if not p.requires_grad)"},
            "that is what can't learn any more. Count what can.",
        ),
        (
            "a count of tensors",
            {COUNT: "sum(1 for p in model.parameters() if p.requires_grad)"},
            "a weight matrix holds many numbers. Count its elements.",
        ),
        (
            "a count without the head",
            {COUNT: "sum(p.numel() for p in model.features.parameters() if p.requires_grad)"},
            "the head learns too. Count over the whole model.",
        ),
        see="section 3.",
    ),
]
