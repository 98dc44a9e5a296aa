"""Known mistakes of `Scheduler`."""

ASK = "lr = self.schedule(self.t)"
GROUPS = "for group, share in zip(self.optimizer.param_groups, self.shares, strict=True):"
SET = 'group["lr"] = lr * share'

SEE = "section 7."
MISTAKES = [
    ("a schedule that is one update ahead", [
        {ASK: "self.t += 1\n        " + ASK, "        self.t += 1\n        ### END": "        ### END"},
        {SET: SET.replace("lr *", "self.schedule(self.t + 1) *")},
     ],
     "the first update uses schedule(1), as if step() were called after it, as in PyTorch. Look up the rate for t first, then count."),
    ("a schedule that is one update behind", {ASK: "lr = self.schedule(max(self.t - 1, 0))"},
     "the rate of the first update is used twice. Update t uses schedule(t)."),
    ("a scheduler that calls optimizer.step() itself",
     {"self.history.append(lr)": "self.optimizer.step()\n        self.history.append(lr)"},
     "the caller does that as well, so every update happens twice. Only set the rates."),
    ("rates that compound from call to call", [
        {SET: 'group["lr"] *= lr'},
        {SET: 'group["lr"] *= lr', "append(lr)": 'append(self.optimizer.param_groups[0]["lr"])'},
     ],
     "you multiply the rates that the last call set, so the factors pile up. Compute them from the initial rates each time."),
    ("initial rates times the schedule", {'first = optimizer.param_groups[0]["lr"]': "first = 1.0"},
     "schedule(t) is the rate of the first group itself, not a factor. Only the ratio between groups is kept."),
    ("a rate set only in the first group", {GROUPS: "for group, share in [(self.optimizer.param_groups[0], 1.0)]:"},
     "all the other groups keep their old rate. Go through every group."),
    ("the same rate for every group", {SET: 'group["lr"] = lr'},
     "the ratio between head and body is lost. Multiply by the ratio that each group had at the beginning."),
    ("ratios taken from the current rates", {
        ASK: 'first = self.optimizer.param_groups[0]["lr"]\n        ' + ASK,
        GROUPS: "for group in self.optimizer.param_groups:",
        SET: 'group["lr"] = lr * (group["lr"] / first)',
        "self.shares = [group": "self.unused = [group",
     }, "the current rates change, and once a schedule has reached zero the ratio is lost. Compute the ratios once, in the constructor."),
    ("inverted ratios between the groups", {'group["lr"] / first': 'first / group["lr"]'},
     "a group that should get a tenth of the rate gets ten times as much. Divide each initial rate by the first."),
    ("a counter t that never advances", {"self.t += 1": "pass"}, "every update gets the rate of the first one. Count the calls."),
    ("a history of step numbers", {"self.history.append(lr)": "self.history.append(self.t)"},
     "`.history` lists rates, so that you can plot them. Append what you have set."),
    ("a history that keeps only the last rate", {"self.history.append(lr)": "self.history = [lr]"},
     "`.history` has one entry for each call. Append to it."),
    ("a history of the last group's rates", {"append(lr)": 'append(group["lr"])'},
     "after the loop `group` is the last one, and its rate differs from the first's. Append the rate of the first group."),
    ("a history shared by all schedulers", {"def __init__(": "history = []\n\n    def __init__(", "self.t, self.history = 0, []": "self.t = 0"},
     "a list that is made in the class and not in the constructor belongs to all of them. Make it in the constructor."),
    ("a history with an entry for each group",
     {SET: SET + '\n            self.history.append(group["lr"])', "\n        self.history.append(lr)": ""},
     "`.history` has one number for each call, the rate of the first group. Append once, after the loop."),
]
