"""Known mistakes of notebook 11: the table of advice and the table of a zoo."""

from autograder.mistakes import of

SIMILAR = '("linear probe", "fine-tune a few layers")'
DIFFERENT = '("probe several stages", "fine-tune more layers")'
CHOICE = "table[similarity][int(n_per_class > 20)]"
GAIN = "table[name][0] - table[name + twin][0]"
BEST = "min(table, key=lambda name: table[name][0])"

MISTAKES = [
    *of(
        "plan",
        (
            "the two columns exchanged",
            {
                '"similar": ' + SIMILAR: '"similar": ' + DIFFERENT,
                '"different": ' + DIFFERENT: '"different": ' + SIMILAR,
            },
            "a similar task can use the top as it is, a different one can't. Compare with the heads of the columns.",
        ),
        (
            "little and lots exchanged",
            {"n_per_class > 20": "n_per_class <= 20"},
            "with few labels there is too little to move a body with. Compare with the heads of the rows.",
        ),
        (
            "both questions turned round",
            {
                "n_per_class > 20": "n_per_class <= 20",
                '"similar": ' + SIMILAR: '"similar": ' + DIFFERENT,
                '"different": ' + DIFFERENT: '"different": ' + SIMILAR,
            },
            "you answer for the opposite corner of the table. Check one cell by hand.",
        ),
        (
            "a table turned on its diagonal",
            {
                SIMILAR: '("linear probe", "probe several stages")',
                DIFFERENT: '("fine-tune a few layers", "fine-tune more layers")',
            },
            "rows and columns have changed places. Rows ask how much data, columns how similar.",
        ),
        (
            "the two kinds of fine-tuning exchanged",
            {
                SIMILAR: '("linear probe", "fine-tune more layers")',
                DIFFERENT: '("probe several stages", "fine-tune a few layers")',
            },
            "the further the task is from the source, the more layers must move.",
        ),
        (
            "the two kinds of probes exchanged",
            {
                SIMILAR: '("probe several stages", "fine-tune a few layers")',
                DIFFERENT: '("linear probe", "fine-tune more layers")',
            },
            "it is the different task whose best stage nobody knows beforehand.",
        ),
        (
            "twenty counted as lots",
            {"n_per_class > 20": "n_per_class >= 20"},
            "20 is included in little, says the docstring.",
        ),
        (
            "a border at ten times twenty",
            {"n_per_class > 20": "n_per_class > 200"},
            "the border is 20 labels a class, not 200 in all.",
        ),
        (
            "an unknown word taken for different",
            {
                "if similarity not in table:": "if similarity not in table and not similarity:",
                CHOICE: 'table.get(similarity, table["different"])[int(n_per_class > 20)]',
            },
            "a misspelt word then gets confident advice. Raise ValueError.",
        ),
        see="section 6.",
    ),
    *of(
        "zoo_facts",
        (
            "errors taken for accuracies",
            {GAIN: "table[name + twin][0] - table[name][0]", BEST: "max(table, key=lambda name: table[name][0])"},
            "the table holds errors, and an error is good when it is low. Turn both round.",
        ),
        (
            "gains with their sign turned",
            {GAIN: "table[name + twin][0] - table[name][0]"},
            "fewer errors are a gain. Subtract the smaller error from the larger.",
        ),
        (
            "the worst model called best",
            {BEST: "max(table, key=lambda name: table[name][0])"},
            "the table holds errors, so the best has the lowest.",
        ),
        (
            "top-5 errors throughout",
            {GAIN: "table[name][1] - table[name + twin][1]", BEST: "min(table, key=lambda name: table[name][1])"},
            "the question is about top-1, the first of the two numbers.",
        ),
        (
            "gains of the top-5 error",
            {GAIN: "table[name][1] - table[name + twin][1]"},
            "the question is about top-1, the first of the two numbers.",
        ),
        (
            "the best by its top-5 error",
            {BEST: "min(table, key=lambda name: table[name][1])"},
            "the question is about top-1, the first of the two numbers.",
        ),
        (
            "gains in per cent of the error",
            {GAIN: "100 * (table[name][0] - table[name + twin][0]) / table[name][0]"},
            "points are a difference of percentages; don't divide again.",
        ),
        (
            "gains as fractions",
            {GAIN: "(table[name][0] - table[name + twin][0]) / 100"},
            "the table is in per cent and so is the answer.",
        ),
        (
            "gains under the twin's name",
            {"{name: table": "{name + twin: table"},
            "the docstring asks for the name of the plain model.",
        ),
        (
            "a gain for every model",
            {"for name in table if name + twin in table}": "if name + twin in table else 0.0 for name in table}"},
            "a model without a twin has no gain, not a gain of zero. Leave it out.",
        ),
        (
            "the error of the best instead of its name",
            {BEST: "min(error for error, _ in table.values())"},
            "the caller wants to know which model it is. Return its name.",
        ),
        see="section 8.",
    ),
]
