"""Known mistakes of `soup`."""

COPY = "new = copy.deepcopy(models[0])"
STATES = "states = [model.state_dict() for model in models]"
MEAN = "torch.stack([state[name] for state in states]).mean(0)"
FLOAT = "value.is_floating_point()"
BACK = "return new"

PAIRED = 12
SEE = "section 9."
MISTAKES = [
    ("a first model that is changed", [
        {COPY: "new = models[0]"}, {COPY: "new = copy.copy(models[0])"},
     ], "the soup shares its tensors with the first model, which is lost, and a second soup would start from the first one. Write the mean into a deep copy."),
    ("batch norm statistics left as in the first model", [
        {FLOAT: "'running' not in name and value.is_floating_point()"},
        "def soup(models):\n    new = copy.deepcopy(models[0])\n    with torch.no_grad():\n        for p, *others in zip(new.parameters(), *[m.parameters() for m in models]):\n            p.copy_(torch.stack(others).mean(0))\n    return new\n",
     ], "`parameters()` does not contain running means and variances, and the averaged weights don't produce the first model's. Average the whole state."),
    ("averaged counters of batches", [
        {MEAN + " if " + FLOAT + " else value": "torch.stack([state[name].double() for state in states]).mean(0)"},
        {MEAN + " if " + FLOAT + " else value": "sum(state[name] for state in states) / len(states)"},
     ], "a counter is an integer and nothing is computed with it here. Take the first model's."),
    ("a mean of integers", [
        {MEAN + " if " + FLOAT + " else value": MEAN},
     ], "the state holds counters too, and PyTorch has no mean of integers. Average tensors of floats only, and take the others from the first model."),
    ("counters added up", {" else value": " else sum(state[name] for state in states)"},
     "the task asks for the first model's integers."),
    ("a sum instead of a mean", {".mean(0)": ".sum(0)"},
     "five copies added up are a network with five times the weights. Divide by their number."),
    ("a division by two, whatever the number of models", {MEAN: "(torch.stack([state[name] for state in states]).sum(0) / 2)"},
     "that is right for two models only. Divide by how many there are."),
    ("a division by one too few", {MEAN: "(torch.stack([state[name] for state in states]).sum(0) / max(1, len(states) - 1))"},
     "check how many models have been added up, the first one included."),
    ("a mean that gives later models more weight", {
        MEAN: "__import__('functools').reduce(lambda a, b: (a + b) / 2, [state[name] for state in states])"},
     "the middle between the mean so far and the next model halves the weight of all earlier ones. Add up first, and divide once."),
    ("the first model counted twice", {MEAN: "(torch.stack([state[name] for state in states]).sum(0) + states[0][name]) / len(states)"},
     "the copy that you add to holds the first model's weights already. Begin at zero, or add only the others."),
    ("the first model left out", {MEAN: "torch.stack([state[name] for state in states[1:] or states]).mean(0)"},
     "all models count, the one that you copied too."),
    ("only the first two models", {MEAN: "torch.stack([state[name] for state in states[:2]]).mean(0)"},
     "the list may be longer than two. Average over all of it."),
    ("the median instead of the mean", {".mean(0)": ".median(0).values"},
     "a soup is the mean of the weights."),
    ("a copy of the first model, without the others", [
        {"new.load_state_dict({": "dict({"}, {STATES: "states = [models[0].state_dict()]"},
     ], "the other models have no effect. Average over all of them, and load the averaged state into the copy."),
    ("a copy of the last model", {COPY: "new = copy.deepcopy(models[-1])"},
     "its modes and its frozen parts need not be those of the first model. Copy the first one."),
    ("integers of the last model", {" else value": " else states[-1][name]"},
     "the counters should be the first model's."),
    ("a soup always in eval mode", {BACK: "return new.eval()"},
     "the modes should be the first model's, which a deep copy keeps. Leave them alone."),
    ("a soup always in training mode", {BACK: "return new.train()"},
     "the modes should be the first model's, which a deep copy keeps. Leave them alone."),
    ("a soup with everything unfrozen", {BACK: "return new.requires_grad_(True)"},
     "what the first model has frozen should stay frozen. Averaging changes values, not flags."),
    ("a soup with everything frozen", {BACK: "return new.requires_grad_(False)"},
     "what the first model trains should be trainable in the soup. Averaging changes values, not flags."),
    ("only parameters that require a gradient", {
        STATES: STATES + "\n    learning = {n for n, p in models[0].named_parameters() if p.requires_grad}\n    learning |= {n for n, _ in models[0].named_buffers()}",
        FLOAT: "(name in learning and value.is_floating_point())"},
     "frozen parts may differ between the models too. Average every tensor of floats."),
    ("only the bodies averaged", {FLOAT: "(name.startswith('features') and value.is_floating_point())"},
     "the head comes from the first model alone and does not fit the mean body. Average the whole model."),
    ("only the heads averaged", {FLOAT: "name.startswith('head')"},
     "the body comes from the first model alone. Average the whole model."),
    ("biases and scales left out", {FLOAT: "(value.dim() > 1)"},
     "vectors such as biases and the batch norms' numbers belong to the model too. Average every tensor of floats."),
    ("an ensemble of the models", [
        "def soup(models):\n    class Committee(nn.Module):\n        def __init__(self):\n            super().__init__()\n            self.models = nn.ModuleList(copy.deepcopy(models))\n\n        def forward(self, x):\n            return torch.stack([model(x) for model in self.models]).mean(0)\n\n    return Committee()\n",
     ], "averaging what the models say needs a pass through each of them. A soup averages their weights and is one model of the same kind."),
    ("a state instead of a model", {BACK: "return new.state_dict()"},
     "the caller wants to use it at once. Load the mean into a copy of a model and return that."),
]
