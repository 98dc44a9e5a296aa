"""Known mistakes of `scale_lr`."""

RULE = "lr_ref * batch / batch_ref"

SEE = "section 6."
MISTAKES = [
    ("the root rule", {RULE: "lr_ref * math.sqrt(batch / batch_ref)"},
     "the root keeps the noise of a step, not the distance walked in an epoch. The linear rule has no root."),
    ("the rule upside down", {RULE: "lr_ref * batch_ref / batch"},
     "a larger batch makes fewer updates, so each should be longer; yours is shorter. Turn the fraction over."),
    ("a rate that stays as it was", {RULE: "lr_ref * 1.0"},
     "with the same rate and fewer updates you walk less. Scale it with the batch."),
    ("the batch without its reference", {RULE: "lr_ref * batch"},
     "what counts is how many times larger the batch is. Divide by the reference."),
    ("the ratio without the rate", {RULE: "batch / batch_ref"},
     "that is the factor by which to scale. Multiply the rate by it."),
    ("a whole-number ratio", {RULE: "lr_ref * (batch // batch_ref)"},
     "`//` drops what is left over, and a smaller batch gets rate 0. Use `/`."),
    ("a rule by logarithms", {RULE: "lr_ref * (1 + math.log2(batch / batch_ref))"},
     "doubling the batch doubles the rate, it does not add to it. Use the ratio itself."),
]
