"""Known mistakes of `replace_head`."""

COPY = "new = copy.deepcopy(model)"
WEIGHTS = "head.weight.copy_(0.01 * torch.randn(head.weight.shape, generator=generator))"
ZERO = "head.bias.zero_()"
NEW = "new.head = head.to(model.head.weight)"

SEE = "section 2."
MISTAKES = [
    ("the original model changed", {COPY: "new = model"},
     "the model you were given has lost its head, and the next experiment starts from it. Copy it first."),
    ("a shallow copy", {COPY: "new = copy.copy(model)\n    new._modules = dict(model._modules)"},
     "the two models share one body, so training the new one changes the old one. Copy deeply."),
    ("a new head with old weights",
     {WEIGHTS: WEIGHTS + "\n        head.weight[: len(model.head.weight)] = model.head.weight[:C]"},
     "the old rows belong to the old classes. Draw all weights anew."),
    ("head weights from the global generator", {WEIGHTS: "head.weight.normal_(0, 0.01)"},
     "two calls with equal generators then give two different heads. Pass the generator to the call that draws."),
    ("PyTorch's default initialisation", {WEIGHTS: "torch.randn(1, generator=generator)", "        " + ZERO + "\n": ""},
     "its weights are larger, so the first loss is above ln C, and they come from the global generator. Draw small ones with yours."),
    ("PyTorch's default weights with zero biases", {WEIGHTS: "torch.randn(1, generator=generator)"},
     "only the biases are right; the weights still come from the global generator and are too large. Draw small ones with yours."),
    ("head weights ten times too large", {WEIGHTS: WEIGHTS.replace("0.01", "0.1")},
     "the standard deviation should be 0.01, so that the first loss is nearly ln C."),
    ("head weights with standard deviation 1", [
        {WEIGHTS: WEIGHTS.replace("0.01 * ", "")}, {WEIGHTS: "nn.init.normal_(head.weight, 0.01, generator=generator)"},
     ], "the head starts confidently wrong and sends large gradients into the body. The standard deviation should be 0.01; the first number that normal_ takes is the mean."),
    ("the two sizes of the layer swapped",
     {"nn.Linear(model.head.in_features, C)": "nn.Linear(C, model.head.in_features)"},
     "nn.Linear takes the number of inputs first, then that of outputs. Exchange the two."),
    ("a head without biases",
     {"nn.Linear(model.head.in_features, C)": "nn.Linear(model.head.in_features, C, bias=False)", "        " + ZERO + "\n": ""},
     "the biases begin at zero, but they are there to be trained. Leave them in the layer."),
    ("a head in another dtype than the model", {"head.to(model.head.weight)": "head"},
     "a new nn.Linear is in float32 on the CPU, and a model in another dtype or on another device can't use it. Move it to where the old head was."),
    ("a head of zeros", {WEIGHTS: WEIGHTS.replace("0.01", "0.0")},
     "then no gradient reaches the body in the first step, and the seed has no effect. Draw small random weights."),
    ("random biases", {ZERO: "head.bias.copy_(0.01 * torch.randn(C, generator=generator))"},
     "no class should have an advantage at the start. Biases begin at zero."),
    ("biases left at PyTorch's default", {"        " + ZERO + "\n": ""},
     "nn.Linear fills its bias with random numbers from the global generator. Set it to zero."),
    ("a frozen head", {NEW: NEW + "\n    new.head.requires_grad_(False)"},
     "the head is the one part that must learn. Make it trainable, whatever the old one was."),
    ("a body that is unfrozen in the copy", {NEW: NEW + "\n    new.requires_grad_(True)"},
     "frozen stages should stay frozen. Only the head is new."),
]
