"""Known mistakes of `linear_decay`."""

from ._shared import EARLY

LINE = "max(0.0, 1 - t / T)"

SEE = "section 3."
MISTAKES = [
    ("a rate that goes below zero", {LINE: "(1 - t / T)"},
     "after T your optimiser climbs the loss. The line ends at zero and stays there."),
    ("a line that reaches zero one update too early", [{LINE: "max(0.0, 1 - t / (T - 1))"}, {LINE: "max(0.0, 1 - t / max(T - 1, 1))"}],
     "the last update, T - 1, then has rate zero and is wasted, and T = 1 would divide by zero. The line ends at t = T."),
    ("a line that reaches zero one update too late", {LINE: "max(0.0, 1 - t / (T + 1))"},
     "at t = T your rate is not zero yet. The line ends exactly there."),
    ("a schedule that is one update ahead", {LINE: "max(0.0, 1 - (t + 1) / T)"}, EARLY),
    ("a rate that rises again after T", {LINE: "abs(1 - t / T)"},
     "the absolute value makes the rate grow after T. It should stay at zero."),
    ("a decay with the root of time", {LINE: "max(0.0, 1 - math.sqrt(t / T))"},
     "your rate falls fast and then crawls. A line falls by the same amount each update."),
    ("quadratic decay", {LINE: "max(0.0, 1 - t / T) ** 2"}, "that is polynomial decay of degree two. A line has degree one."),
    ("an integer division", {"t / T": "t // T"}, "`//` gives 0 before T and 1 at T, so the rate drops all at once. Use `/`."),
    ("t/T subtracted from lr0", {"lr0 * " + LINE: "max(0.0, lr0 - t / T)"},
     "the line must fall from `lr0` to zero, whatever `lr0` is. Multiply."),
    ("the decay factor without lr0", {"lr0 * max": "max"}, "the line starts at `lr0`, not at one. Multiply by it."),
    ("a line that rises", {LINE: "min(1.0, t / T)"}, "that is a warm-up. Decay starts at `lr0`."),
    ("cosine decay", {LINE: "(1 + math.cos(math.pi * min(t, T) / T)) / 2"},
     "that is the previous exercise. Here the rate falls by the same amount each update."),
]
