"""Known mistakes of `step_decay`."""

from ._shared import EARLY

COUNT = "gamma ** sum(m <= t for m in milestones)"

SEE = "section 2."
MISTAKES = [
    ("a step that comes one update late", {"sum(m <= t": "sum(m < t"},
     "a milestone is the first update with the lower rate, not the last with the higher. Let equality count."),
    ("a step that comes one update early", {"sum(m <= t": "sum(m <= t + 1"}, EARLY),
    ("a fixed amount subtracted at every milestone", {COUNT: "(1 - (1 - gamma) * sum(m <= t for m in milestones))"},
     "after a few milestones the rate is below zero and you climb the loss. Every milestone multiplies."),
    ("a rate that steps down only once", {COUNT: "gamma ** any(m <= t for m in milestones)"},
     "every milestone that has been reached counts. Count them instead of asking whether there is one."),
    ("milestones assumed to be sorted",
     {COUNT: "gamma ** next((i for i, m in enumerate(milestones) if m > t), len(milestones))"},
     "you stop at the first milestone that lies ahead, but the list need not be sorted. Look at all of them."),
    ("repeated milestones counted once", {COUNT: "gamma ** len({m for m in milestones if m <= t})"},
     "a milestone that stands twice in the list cuts the rate twice. Count the entries of the list as they are."),
    ("the right rate, but it sorts the caller's list", {"return": "milestones.sort()\n    return"},
     "`.sort()` changes the list in place, and the caller may still need its order. Nothing needs sorting here."),
    ("gamma times the number of milestones", {COUNT: "(gamma * sum(m <= t for m in milestones) or 1)"},
     "two milestones make gamma squared, not twice gamma. Multiply once for each."),
    ("a rate divided by gamma", {"lr0 * gamma": "lr0 / gamma"},
     "gamma is below one, so your rate grows at every milestone. Multiply by it."),
    ("gamma fixed at 0.1", {COUNT: "0.1 ** sum(m <= t for m in milestones)"},
     "0.1 is only the default. Use the argument."),
    ("a rate that shrinks at every update", {"sum(m <= t for m in milestones)": "t"},
     "that is exponential decay; between milestones the rate stays constant. Count milestones, not updates."),
    ("the decay factor without lr0", {"lr0 * gamma": "gamma"},
     "the schedule starts at `lr0`, not at one. Multiply by it."),
]
