"""Known mistakes of `with_warmup`."""

STAIR = "return base(0) * (t + 1) / warm"
AFTER = "return base(t - warm)"

SEE = "section 6."
MISTAKES = [
    ("a warm-up whose first rate is zero", {STAIR: "return base(0) * t / warm"},
     "an update at rate 0 is wasted, and the stairs end below the top. The first stair is one of `warm`, not none."),
    ("stairs that end one short of the top", {STAIR: "return base(0) * (t + 1) / (warm + 1)"},
     "the last stair, `warm - 1`, should already be at base(0). Count the stairs again."),
    ("a schedule that has gone on during the warm-up", {AFTER: "return base(t)"},
     "after the stairs the rate jumps, since `base` is asked for a later time. It begins when the warm-up is over."),
    ("stairs that climb to a falling schedule", {STAIR: "return base(t) * (t + 1) / warm", AFTER: "return base(t)"},
     "base already decays while you warm up. It should wait: the stairs lead to base(0), and then it begins."),
    ("stairs that follow a moving target", {STAIR: "return base(t) * (t + 1) / warm"},
     "base is used before its time. All stairs lead to one height, base(0)."),
    ("stairs that climb to 1", {"base(0) * (t + 1)": "(t + 1)"},
     "the top of the stairs is the rate with which `base` begins, not 1. Ask `base`."),
    ("stairs that climb to the rate after as many updates", {STAIR: "return base(warm) * (t + 1) / warm"},
     "base starts from its own zero after the warm-up, so that is where the stairs must lead. Ask for its first rate."),
    ("a schedule that skips its first rate", {AFTER: "return base(t - warm + 1)"},
     "update `warm` is the first of `base` and uses base(0). Subtract no more than the warm-up."),
    ("one stair too many", {"if t < warm:": "if t <= warm:"},
     "update `warm` gets a rate above base(0), and warm = 0 divides by zero. There are `warm` stairs, 0 to warm - 1."),
    ("a constant warm-up", {STAIR: AFTER.replace("t - warm", "0")},
     "the stairs are all of full height, so nothing is warmed up. Each is a bit higher than the last."),
    ("a warm-up by squares", {STAIR: "return base(0) * ((t + 1) / warm) ** 2"},
     "your stairs are of unequal height. They climb by the same amount each time."),
    ("no warm-up", {"if t < warm:": "if False:"},
     "`base` is asked for times before its beginning. The first `warm` updates need a branch of their own."),
]
