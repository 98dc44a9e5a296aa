"""Known mistakes of `Scheduler`."""

ASK = "lr = self.schedule(self.t)"
GROUPS = "for group, share in zip(self.optimizer.param_groups, self.shares, strict=True):"
SET = 'group["lr"] = lr * share'

SEE = "section 7."
MISTAKES = [
    ("a schedule that is one update ahead",
     {ASK: "self.t += 1\n        " + ASK, "        self.t += 1\n        ### END": "        ### END"},
     "the first update uses schedule(1), as if step() came after it, the way torch's schedulers do. Ask for the rate of t first, then count."),
    ("a schedule that is one update behind", {ASK: "lr = self.schedule(max(self.t - 1, 0))"},
     "the rate of the first update is used twice. Update t uses schedule(t)."),
    ("a scheduler that makes the update itself",
     {"self.history.append(lr)": "self.optimizer.step()\n        self.history.append(lr)"},
     "the caller calls optimizer.step() as well, so every update happens twice. Only set the rates."),
    ("a rate that compounds", {SET: 'group["lr"] *= lr'},
     "you multiply what the last call left behind, so the rates run away. Set them from the initial rates each time."),
    ("initial rates times the schedule", {'first = optimizer.param_groups[0]["lr"]': "first = 1.0"},
     "schedule(t) is the rate of the first group itself, not a factor. Only the ratio between groups is kept."),
    ("only the first group", {GROUPS: "for group, share in [(self.optimizer.param_groups[0], 1.0)]:"},
     "all the other groups keep their old rate. Go through every group."),
    ("the same rate for every group", {SET: 'group["lr"] = lr'},
     "the ratio between head and body is lost. Multiply by the share that each group had at the beginning."),
    ("shares taken from the current rates", {
        ASK: 'first = self.optimizer.param_groups[0]["lr"]\n        ' + ASK,
        GROUPS: "for group in self.optimizer.param_groups:",
        SET: 'group["lr"] = lr * (group["lr"] / first)',
        "self.shares = [group": "self.unused = [group",
     }, "by the second group the first has changed already, or has passed through zero. Take the shares once, when the scheduler is made."),
    ("shares that are upside down", {'group["lr"] / first': 'first / group["lr"]'},
     "a group with a tenth of the rate gets ten times as much. Divide each by the first."),
    ("a clock that stands still", {"self.t += 1": "pass"}, "every update gets the rate of the first. Count the calls."),
    ("a history of times", {"self.history.append(lr)": "self.history.append(self.t)"},
     "`.history` lists rates, so that you can plot them. Append what you have set."),
    ("a history that keeps only the last rate", {"self.history.append(lr)": "self.history = [lr]"},
     "one entry for each call is asked for. Append."),
    ("a history with an entry for each group",
     {SET: SET + '\n            self.history.append(group["lr"])', "\n        self.history.append(lr)": ""},
     "asked for is one number for each call, the first group's. Append once, after the loop."),
]
