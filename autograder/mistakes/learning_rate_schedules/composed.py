"""Known mistakes of notebook 04: warm-up and the linear rule."""

from autograder.mistakes import of

STAIR = "return base(0) * (t + 1) / warm"
AFTER = "return base(t - warm)"
RULE = "lr_ref * batch / batch_ref"

MISTAKES = [
    *of(
        "with_warmup",
        (
            "a warm-up whose first rate is zero",
            {STAIR: "return base(0) * t / warm"},
            "an update at rate 0 is wasted, and the stairs end below the top. The first stair is one of `warm`, not none.",
        ),
        (
            "stairs that end one short of the top",
            {STAIR: "return base(0) * (t + 1) / (warm + 1)"},
            "the last stair, `warm - 1`, should already be at base(0). Count the stairs again.",
        ),
        (
            "a schedule that has gone on during the warm-up",
            {AFTER: "return base(t)"},
            "after the stairs the rate jumps, since `base` is asked for a later time. It begins when the warm-up is over.",
        ),
        (
            "stairs that climb to a falling schedule",
            {STAIR: "return base(t) * (t + 1) / warm", AFTER: "return base(t)"},
            "base already decays while you warm up. It should wait: the stairs lead to base(0), and then it begins.",
        ),
        (
            "stairs that follow a moving target",
            {STAIR: "return base(t) * (t + 1) / warm"},
            "base is used before its time. All stairs lead to one height, base(0).",
        ),
        (
            "stairs that climb to 1",
            {"base(0) * (t + 1)": "(t + 1)"},
            "the top of the stairs is the rate with which `base` begins, not 1. Ask `base`.",
        ),
        (
            "stairs that climb to the rate after as many updates",
            {STAIR: "return base(warm) * (t + 1) / warm"},
            "base starts from its own zero after the warm-up, so that is where the stairs must lead. Ask for its first rate.",
        ),
        (
            "a schedule that skips its first rate",
            {AFTER: "return base(t - warm + 1)"},
            "update `warm` is the first of `base` and uses base(0). Subtract no more than the warm-up.",
        ),
        (
            "one stair too many",
            {"if t < warm:": "if t <= warm:"},
            "update `warm` gets a rate above base(0), and warm = 0 divides by zero. There are `warm` stairs, 0 to warm - 1.",
        ),
        (
            "a constant warm-up",
            {STAIR: AFTER.replace("t - warm", "0")},
            "the stairs are all of full height, so nothing is warmed up. Each is a bit higher than the last.",
        ),
        (
            "a warm-up by squares",
            {STAIR: "return base(0) * ((t + 1) / warm) ** 2"},
            "your stairs are of unequal height. They climb by the same amount each time.",
        ),
        (
            "no warm-up",
            {"if t < warm:": "if False:"},
            "`base` is asked for times before its beginning. The first `warm` updates need a branch of their own.",
        ),
        see="section 6.",
    ),
    *of(
        "scale_lr",
        (
            "the root rule",
            {RULE: "lr_ref * math.sqrt(batch / batch_ref)"},
            "the root keeps the noise of a step, not the distance walked in an epoch. The linear rule has no root.",
        ),
        (
            "the rule upside down",
            {RULE: "lr_ref * batch_ref / batch"},
            "a larger batch makes fewer updates, so each should be longer; yours is shorter. Turn the fraction over.",
        ),
        (
            "a rate that stays as it was",
            {RULE: "lr_ref * 1.0"},
            "with the same rate and fewer updates you walk less. Scale it with the batch.",
        ),
        (
            "the batch without its reference",
            {RULE: "lr_ref * batch"},
            "what counts is how many times larger the batch is. Divide by the reference.",
        ),
        (
            "the ratio without the rate",
            {RULE: "batch / batch_ref"},
            "that is the factor by which to scale. Multiply the rate by it.",
        ),
        (
            "a whole-number ratio",
            {RULE: "lr_ref * (batch // batch_ref)"},
            "`//` drops what is left over, and a smaller batch gets rate 0. Use `/`.",
        ),
        (
            "a rule by logarithms",
            {RULE: "lr_ref * (1 + math.log2(batch / batch_ref))"},
            "doubling the batch doubles the rate, it does not add to it. Use the ratio itself.",
        ),
        see="section 6.",
    ),
]
