"""Known mistakes of notebook 04: steps, exponential, 1/t, line and root."""

from autograder.mistakes import of

COUNT = "gamma ** sum(m <= t for m in milestones)"
EXP, INV, LINE, ROOT = "math.exp(-k * t)", "lr0 / (1 + k * t)", "max(0.0, 1 - t / T)", "lr0 / math.sqrt(t + 1)"
EARLY = "steps are counted from zero, so your schedule runs one update ahead. Use `t` as it comes."

MISTAKES = [
    *of(
        "step_decay",
        (
            "a step that comes one update late",
            {"sum(m <= t": "sum(m < t"},
            "a milestone is the first update with the lower rate, not the last with the higher. Let equality count.",
        ),
        (
            "a step that comes one update early",
            {"sum(m <= t": "sum(m <= t + 1"},
            EARLY,
        ),
        (
            "a fixed amount subtracted at every milestone",
            {COUNT: "(1 - (1 - gamma) * sum(m <= t for m in milestones))"},
            "after a few milestones the rate is below zero and you climb. Every milestone multiplies.",
        ),
        (
            "a rate that steps down only once",
            {COUNT: "gamma ** any(m <= t for m in milestones)"},
            "every milestone that has been reached counts. Count them instead of asking whether there is one.",
        ),
        (
            "milestones that are read in the order they come",
            {COUNT: "gamma ** next((i for i, m in enumerate(milestones) if m > t), len(milestones))"},
            "you stop at the first milestone that lies ahead, but the list need not be sorted. Look at all of them.",
        ),
        (
            "gamma times the count",
            {COUNT: "(gamma * sum(m <= t for m in milestones) or 1)"},
            "two milestones make gamma squared, not twice gamma. Multiply once for each.",
        ),
        (
            "a rate divided by gamma",
            {"lr0 * gamma": "lr0 / gamma"},
            "gamma is below one, so your rate grows at every milestone. Multiply by it.",
        ),
        (
            "a gamma that is always 0.1",
            {COUNT: "0.1 ** sum(m <= t for m in milestones)"},
            "0.1 is only the default. Use the argument.",
        ),
        (
            "a rate that shrinks at every update",
            {"sum(m <= t for m in milestones)": "t"},
            "that is exponential decay; between milestones the rate stands still. Count milestones, not updates.",
        ),
        (
            "the factor without the rate",
            {"lr0 * gamma": "gamma"},
            "the schedule starts at `lr0`, not at one. Multiply by it.",
        ),
        see="section 2.",
    ),
    *of(
        "exp_decay",
        (
            "k to the power t",
            {EXP: "k**t"},
            "k is a speed, not the factor of one update; at k = 0 your rate is zero at once. The factor is e to the -k.",
        ),
        (
            "a rate that grows",
            {"-k * t": "k * t"},
            "the exponent lacks its sign, and training explodes. Decay is e to a negative power.",
        ),
        (
            "a power of two",
            {EXP: "2 ** (-k * t)"},
            "your k is a half-life's, and decay is slower by a factor of 0.69. The base is e.",
        ),
        (
            "compound decay by a share k",
            {EXP: "(1 - k) ** t"},
            "that is the exponential only for tiny k, and at k above one it changes sign. Use the exponential itself.",
        ),
        (
            "k taken for a time",
            {"-k * t": "-t / k if k else 0"},
            "k is per update, so a larger k means faster decay; yours is slower. Multiply.",
        ),
        ("a schedule that is one update ahead", {"-k * t": "-k * (t + 1)"}, EARLY),
        (
            "the factor without the rate",
            {"lr0 * math": "math"},
            "the schedule starts at `lr0`, not at one. Multiply by it.",
        ),
        (
            "decay like 1/t",
            {"lr0 * " + EXP: INV},
            "that is the other exercise. This one shrinks by the same factor at every update.",
        ),
        (
            "a straight line",
            {EXP: "(1 - k * t)"},
            "that is only the beginning of the exponential, and it goes below zero. Use the exponential.",
        ),
        see="section 3.",
    ),
    *of(
        "inv_t_decay",
        (
            "a formula without its 1",
            {INV: "lr0 / (k * t)"},
            "at t = 0 you divide by zero. The 1 makes the schedule begin at `lr0`.",
        ),
        (
            "a formula without its 1, and the first update guarded",
            {INV: "lr0 / (k * t) if k * t else lr0"},
            "the guard hides the division by zero, and the next update jumps. The 1 belongs in the denominator at every t.",
        ),
        ("a denominator without t", {INV: "lr0 / (1 + k)"}, "that is one constant rate. The denominator grows with t."),
        (
            "a denominator without k",
            {INV: "lr0 / (1 + t)"},
            "the rate is then halved after one update, whatever k says. Multiply t by the speed.",
        ),
        (
            "a power of the denominator",
            {INV: "lr0 / (1 + k) ** t"},
            "that is exponential decay, and dies far sooner. Here the denominator grows in equal steps.",
        ),
        (
            "a root",
            {INV: "lr0 / math.sqrt(1 + k * t)"},
            "with a root the rate falls much more slowly. This schedule has none.",
        ),
        ("a product for a quotient", {INV: "lr0 * (1 + k * t)"}, "your rate grows with time. Divide."),
        (
            "k taken for a time",
            {"k * t": "(t / k if k else 0)"},
            "k is per update, so a larger k means faster decay; yours is slower. Multiply.",
        ),
        ("a schedule that is one update ahead", {"k * t": "k * (t + 1)"}, EARLY),
        ("exponential decay", {INV: "lr0 * math.exp(-k * t)"}, "that is the other exercise. This one divides."),
        (
            "a straight line",
            {INV: "lr0 * (1 - k * t)"},
            "that is only the beginning of the curve, and it goes below zero. Divide.",
        ),
        see="section 3.",
    ),
    *of(
        "linear_decay",
        (
            "a rate that goes below zero",
            {LINE: "(1 - t / T)"},
            "after T your optimiser climbs. The line ends at zero and stays there.",
        ),
        (
            "a line that reaches zero one update too soon",
            {LINE: "max(0.0, 1 - t / (T - 1))"},
            "the last update, T - 1, then has rate zero and is wasted, and T = 1 divides by zero. The line ends at t = T.",
        ),
        (
            "a line that reaches zero one update too late",
            {LINE: "max(0.0, 1 - t / (T + 1))"},
            "at t = T something is left. The line ends exactly there.",
        ),
        ("a schedule that is one update ahead", {LINE: "max(0.0, 1 - (t + 1) / T)"}, EARLY),
        (
            "a line that comes up again",
            {LINE: "abs(1 - t / T)"},
            "the absolute value makes the rate grow after T. It should stay at zero.",
        ),
        (
            "a root of time",
            {LINE: "max(0.0, 1 - math.sqrt(t / T))"},
            "your rate falls fast and then crawls. A line falls by the same amount each update.",
        ),
        (
            "a square",
            {LINE: "max(0.0, 1 - t / T) ** 2"},
            "that is polynomial decay of degree two. A line has degree one.",
        ),
        (
            "a whole-number division",
            {"t / T": "t // T"},
            "`//` gives 0 up to T and then 1, so nothing decays. Use `/`.",
        ),
        (
            "a share that is subtracted from the rate",
            {"lr0 * " + LINE: "max(0.0, lr0 - t / T)"},
            "the line must fall from `lr0` to zero, whatever `lr0` is. Multiply.",
        ),
        ("the share without the rate", {"lr0 * max": "max"}, "the line starts at `lr0`, not at one. Multiply by it."),
        ("a line upwards", {LINE: "min(1.0, t / T)"}, "that is a warm-up. Decay starts at `lr0`."),
        (
            "cosine decay",
            {LINE: "(1 + math.cos(math.pi * min(t, T) / T)) / 2"},
            "that is the exercise before this one. Here the rate falls by the same amount each update.",
        ),
        see="section 3.",
    ),
    *of(
        "inv_sqrt",
        (
            "a root of t",
            {ROOT: "lr0 / math.sqrt(t)"},
            "at the first update, t = 0, you divide by zero. Count the update you are about to make.",
        ),
        (
            "a root of t with the first update guarded",
            {"sqrt(t + 1": "sqrt(max(t, 1)"},
            "the first two updates get the same rate and all others come one late. Count the update you are about to make.",
        ),
        (
            "the 1 outside the root",
            {ROOT: "lr0 / (math.sqrt(t) + 1)"},
            "the rate is then a half already at t = 1. Add it under the root.",
        ),
        ("no root", {ROOT: "lr0 / (t + 1)"}, "that decays like 1/t, which is much faster. Take the root."),
        ("a product for a quotient", {ROOT: "lr0 * math.sqrt(t + 1)"}, "your rate grows with time. Divide."),
        (
            "a cube root",
            {ROOT: "lr0 / (t + 1) ** (1 / 3)"},
            "`1 / 3` is the exponent of a cube root. The square root has another.",
        ),
        (
            "the rate under the root",
            {ROOT: "math.sqrt(lr0 / (t + 1))"},
            "only the time belongs under the root; the schedule starts at `lr0`.",
        ),
        ("a schedule that is one update ahead", {"sqrt(t + 1": "sqrt(t + 2"}, EARLY),
        (
            "the factor without the rate",
            {"lr0 / math": "1 / math"},
            "the schedule starts at `lr0`, not at one. Multiply by it.",
        ),
        see="section 3.",
    ),
]
