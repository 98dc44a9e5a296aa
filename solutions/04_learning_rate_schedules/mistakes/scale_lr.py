"""Known mistakes of `scale_lr`."""

RULE = "lr_ref * batch / batch_ref"

SEE = "section 6."
MISTAKES = [
    ("the square-root rule", {RULE: "lr_ref * math.sqrt(batch / batch_ref)"},
     "the root keeps the noise of a step, not the distance covered in an epoch. The linear rule has no root."),
    ("the linear rule with the ratio inverted", {RULE: "lr_ref * batch_ref / batch"},
     "a larger batch makes fewer updates, so each should be longer; yours is shorter. Invert the fraction."),
    ("an unchanged learning rate", {RULE: "lr_ref * 1.0"},
     "with the same rate and fewer updates you cover less distance. Scale it with the batch."),
    ("the batch size not divided by its reference", {RULE: "lr_ref * batch"},
     "what counts is how many times larger the batch is. Divide by the reference."),
    ("the batch ratio without lr_ref", {RULE: "batch / batch_ref"},
     "that is the factor by which to scale. Multiply the rate by it."),
    ("an integer division", {RULE: "lr_ref * (batch // batch_ref)"},
     "`//` drops the remainder, and a smaller batch gets rate 0. Use `/`."),
    ("a logarithmic rule", {RULE: "lr_ref * (1 + math.log2(batch / batch_ref))"},
     "doubling the batch doubles the rate, it does not add a fixed amount. Use the ratio itself."),
]
