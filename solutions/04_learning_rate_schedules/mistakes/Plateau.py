"""Known mistakes of `Plateau`."""

BETTER = "metric < self.best"
CUT = "self.waited == self.patience"
ANEW = "                group[\"lr\"] *= self.factor\n            self.waited = 0\n"
KEEP = "self.best, self.waited = metric, 0\n            return"

SEE = "section 7."
MISTAKES = [
    ("a cut at every further look", {ANEW: "                group[\"lr\"] *= self.factor\n", CUT: "self.waited >= self.patience"},
     "counting never starts anew, so after the first cut each look cuts again. Set the count back."),
    ("only one cut", {ANEW: "                group[\"lr\"] *= self.factor\n"},
     "the count runs on past the patience, so a second cut never comes. Set it back to zero after a cut."),
    ("a cut one look early", [{CUT: "self.waited >= self.patience - 1"}, {CUT: "self.waited + 1 >= self.patience"}],
     "patience is the number of looks without a new best that are waited for. Cut at the last of them."),
    ("a cut one look late", [{CUT: "self.waited > self.patience"}, {CUT: "self.waited == self.patience + 1"}],
     "that is PyTorch's way. Here the cut comes with the look that makes the count reach the patience."),
    ("a counter that a better metric does not reset", {KEEP: "self.best = metric\n            return"},
     "looks that are not better must come in a row. Set the count back at each new best."),
    ("a cut of the first group only", {"in self.optimizer.param_groups:": "in self.optimizer.param_groups[:1]:"},
     "the other groups keep their rate. Multiply every group's."),
    ("higher taken for better", {BETTER: "metric > self.best", "self.best, self.waited = math.inf, 0": "self.best, self.waited = -math.inf, 0"},
     "the metric is a loss: lower is better. Turn the comparison around."),
    ("an equal metric taken for better", {BETTER: "metric <= self.best"},
     "a metric that stands still would never be noticed. Better means strictly below the best."),
    ("a comparison with the last look", {"        self.waited += 1\n": "        self.best = metric\n        self.waited += 1\n"},
     "a metric that swings up and down then looks better at each second look. Compare with the best so far."),
    ("a best that is never kept", {KEEP: "self.waited = 0\n            return"},
     "every look is then better than infinity, and no cut ever comes. Keep the best metric."),
    ("NaN taken for better", {BETTER: "not metric >= self.best"},
     "no comparison with NaN is true, so a negated one takes it for the best. Ask whether the metric is below the best."),
    ("a rate divided by the factor", {"*= self.factor": "/= self.factor"}, "the rate rises tenfold. Multiply by the factor."),
    ("a rate set to the factor", {"*= self.factor": "= self.factor"}, "the groups lose their own rates. Multiply what is there."),
    ("a factor subtracted", {"*= self.factor": "*= 1 - self.factor"}, "factor is what stays of the rate, not what goes. Multiply by it."),
    ("always a tenth", {"*= self.factor": "*= 0.1"}, "factor is accepted but never used. Multiply by it."),
    ("always ten looks", {CUT: "self.waited == 10"}, "patience is accepted but never used. Compare the count with it."),
    ("every rate set to the first group's", {"group[\"lr\"] *= self.factor": "group[\"lr\"] = self.optimizer.param_groups[0][\"lr\"] * self.factor"},
     "each group has a rate of its own, and the first one has been cut by then. Multiply what each group has."),
    ("a look after each cut that does not count", {
        ANEW: "                group[\"lr\"] *= self.factor\n",
        "        self.waited += 1\n": "        if self.waited == self.patience:\n            self.waited = 0\n            return\n        self.waited += 1\n"},
     "that is a cool-down, and the next cut comes one look late. Set the count back with the cut itself."),
    ("a best that is forgotten at a cut", {ANEW: "                group[\"lr\"] *= self.factor\n            self.waited, self.best = 0, math.inf\n"},
     "the next look is then a new best, however bad it is. Only the count starts anew."),
]
