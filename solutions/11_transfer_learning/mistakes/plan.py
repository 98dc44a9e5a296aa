"""Known mistakes of `plan`."""

SIMILAR = '("linear probe", "fine-tune a few layers")'
DIFFERENT = '("probe several stages", "fine-tune more layers")'
CHOICE = "table[similarity][int(n_per_class > 20)]"

SEE = "section 6."
MISTAKES = [
    ("the two columns swapped",
     {'"similar": ' + SIMILAR: '"similar": ' + DIFFERENT, '"different": ' + DIFFERENT: '"different": ' + SIMILAR},
     "a similar task can use the top stage as it is, a very different one can't. Compare with the column headings."),
    ("little and lots of data swapped", {"n_per_class > 20": "n_per_class <= 20"},
     "with few labels there is too little data to retrain the body. Compare with the row headings."),
    ("both rows and columns swapped", {
        "n_per_class > 20": "n_per_class <= 20",
        '"similar": ' + SIMILAR: '"similar": ' + DIFFERENT,
        '"different": ' + DIFFERENT: '"different": ' + SIMILAR,
     }, "you answer for the opposite corner of the table. Check one cell by hand."),
    ("the transposed table", {
        SIMILAR: '("linear probe", "probe several stages")',
        DIFFERENT: '("fine-tune a few layers", "fine-tune more layers")',
     }, "rows and columns have changed places. Rows say how much data, columns how similar."),
    ("the two kinds of fine-tuning swapped", {
        SIMILAR: '("linear probe", "fine-tune more layers")',
        DIFFERENT: '("probe several stages", "fine-tune a few layers")',
     }, "the further the task is from the source, the more layers must be trained."),
    ("the two kinds of probes swapped", {
        SIMILAR: '("probe several stages", "fine-tune a few layers")',
        DIFFERENT: '("linear probe", "fine-tune more layers")',
     }, "several stages are worth a try for a very different task, where nobody knows the best stage beforehand."),
    ("20 labels a class counted as lots", {"n_per_class > 20": "n_per_class >= 20"},
     "the docstring counts 20 as little."),
    ("a threshold of 200 instead of 20", {"n_per_class > 20": "n_per_class > 200"},
     "the threshold is 20 labels a class, not 200 in all."),
    ("“fine-tune” spelt without its hyphen", [
        {SIMILAR: SIMILAR.replace("fine-", "fine"), DIFFERENT: DIFFERENT.replace("fine-", "fine")},
        {SIMILAR: SIMILAR.replace("fine-", "fine")}, {DIFFERENT: DIFFERENT.replace("fine-", "fine")},
     ], "whoever compares your answer with the table finds no such advice. Copy the words of the docstring."),
    ("an error that is returned instead of raised", {"raise ValueError": "return ValueError"},
     "the caller goes on with the exception as if it were advice. Raise it."),
    ("an error that does not list the two words", {": choose one of {', '.join(table)}": ""},
     "after a typo one wants to see the words that there are. Put them into the message."),
    ("no error for an unknown similarity",
     {"raise ValueError(f\"plan(similarity={similarity!r}): choose one of {', '.join(table)}\")": "return None"},
     "after a typo the caller goes on with None. Raise ValueError."),
    ("a KeyError for an unknown similarity", {"if similarity not in table:": "if False:"},
     "the docstring promises a ValueError, with the words that there are. Look whether the word is in the table first."),
    ("an unknown similarity treated as “different”", {
        "if similarity not in table:": "if similarity not in table and not similarity:",
        CHOICE: 'table.get(similarity, table["different"])[int(n_per_class > 20)]',
     }, "a misspelt word then gets confident advice. Raise ValueError."),
]
