"""Known mistakes of `with_warmup`."""

STAIR = "return base(0) * (t + 1) / warm"
AFTER = "return base(t - warm)"

SEE = "section 6."
MISTAKES = [
    ("a warm-up whose first rate is zero", {STAIR: "return base(0) * t / warm"},
     "an update at rate 0 is wasted, and the stairs end below the top. The first stair is one step up already."),
    ("stairs that end one short of the top", {STAIR: "return base(0) * (t + 1) / (warm + 1)"},
     "the last stair, `warm - 1`, should already be at base(0). Count the stairs again."),
    ("a schedule that has already run during the warm-up", {AFTER: "return base(t)"},
     "after the stairs the rate jumps, because `base` starts at a later time. It begins at its own zero when the warm-up is over."),
    ("a warm-up multiplied onto the running schedule", {STAIR: "return base(t) * (t + 1) / warm", AFTER: "return base(t)"},
     "`base` already decays while you warm up. It should wait: the stairs lead to base(0), and then it begins."),
    ("stairs that climb to base(t)", {STAIR: "return base(t) * (t + 1) / warm"},
     "the top of the stairs moves while you climb. All stairs lead to the same height, base(0)."),
    ("stairs that climb to 1", {"base(0) * (t + 1)": "(t + 1)"},
     "the top of the stairs is the rate with which `base` begins, not 1. Get it from `base`."),
    ("stairs that climb to base(warm)", {STAIR: "return base(warm) * (t + 1) / warm"},
     "`base` starts from its own zero after the warm-up, so the stairs must lead to its first rate."),
    ("a schedule that skips its first rate", {AFTER: "return base(t - warm + 1)"},
     "update `warm` is the first of `base` and uses base(0). Subtract exactly the warm-up."),
    ("one stair too many", {"if t < warm:": "if t <= warm:"},
     "update `warm` gets a rate above base(0), and warm = 0 divides by zero. There are `warm` stairs, 0 to warm - 1."),
    ("a constant warm-up", {STAIR: AFTER.replace("t - warm", "0")},
     "the stairs are all of full height, so nothing is warmed up. Each should be higher than the last."),
    ("a quadratic warm-up", {STAIR: "return base(0) * ((t + 1) / warm) ** 2"},
     "your stairs have unequal heights. Climb by the same amount each time."),
    ("no warm-up", {"if t < warm:": "if False:"},
     "you call `base` with negative times. The first `warm` updates need their own branch."),
]
