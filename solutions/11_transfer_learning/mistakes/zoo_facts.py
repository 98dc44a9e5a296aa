"""Known mistakes of `zoo_facts`."""

GAIN = "table[name][0] - table[name + twin][0]"
BEST = "min(table, key=lambda name: table[name][0])"

SEE = "section 8."
MISTAKES = [
    ("errors treated as accuracies",
     {GAIN: "table[name + twin][0] - table[name][0]", BEST: "max(table, key=lambda name: table[name][0])"},
     "the table holds errors, and an error is good when it is low. Reverse both."),
    ("gains with the wrong sign", {GAIN: "table[name + twin][0] - table[name][0]"},
     "fewer errors are a gain. It is positive when the twin has the lower error."),
    ("the worst model called best", {BEST: "max(table, key=lambda name: table[name][0])"},
     "the table holds errors, so the best model has the lowest."),
    ("top-5 errors instead of top-1",
     {GAIN: "table[name][1] - table[name + twin][1]", BEST: "min(table, key=lambda name: table[name][1])"},
     "the question is about top-1, the first of the two numbers."),
    ("gains of the top-5 error", {GAIN: "table[name][1] - table[name + twin][1]"},
     "the question is about top-1, the first of the two numbers."),
    ("the best model by top-5 error", {BEST: "min(table, key=lambda name: table[name][1])"},
     "the question is about top-1, the first of the two numbers."),
    ("gains relative to the error", {GAIN: "100 * (table[name][0] - table[name + twin][0]) / table[name][0]"},
     "percentage points are a difference of percentages. Don't divide again."),
    ("gains as fractions", {GAIN: "(table[name][0] - table[name + twin][0]) / 100"},
     "the table is in per cent and so is the answer."),
    ("gains under the twin's name", {"{name: table": "{name + twin: table"},
     "the docstring asks for the name of the plain model."),
    ("the first word of a name taken for the whole name", {
        "{name: table[name][0] - table[name + twin][0] for name in table if name + twin in table}":
            "{name.split()[0]: table[name.split()[0]][0] - table[name][0] for name in table if name.endswith(twin)}",
     }, "a model's name may have several words. Take off the ending, and keep all that stands before it."),
    ("a gain for every model",
     {"for name in table if name + twin in table}": "if name + twin in table else 0.0 for name in table}"},
     "a model without a twin has no gain, not a gain of zero. Leave it out."),
    ("the best model's error instead of its name", {BEST: "min(error for error, _ in table.values())"},
     "the caller wants to know which model it is. Return its name."),
]
