"""Known mistakes of `plan`."""

SIMILAR = '("linear probe", "fine-tune a few layers")'
DIFFERENT = '("probe several stages", "fine-tune more layers")'
CHOICE = "table[similarity][int(n_per_class > 20)]"

SEE = "section 6."
MISTAKES = [
    ("the two columns exchanged",
     {'"similar": ' + SIMILAR: '"similar": ' + DIFFERENT, '"different": ' + DIFFERENT: '"different": ' + SIMILAR},
     "a similar task can use the top as it is, a different one can't. Compare with the heads of the columns."),
    ("little and lots exchanged", {"n_per_class > 20": "n_per_class <= 20"},
     "with few labels there is too little to move a body with. Compare with the heads of the rows."),
    ("both questions turned round", {
        "n_per_class > 20": "n_per_class <= 20",
        '"similar": ' + SIMILAR: '"similar": ' + DIFFERENT,
        '"different": ' + DIFFERENT: '"different": ' + SIMILAR,
     }, "you answer for the opposite corner of the table. Check one cell by hand."),
    ("a table turned on its diagonal", {
        SIMILAR: '("linear probe", "probe several stages")',
        DIFFERENT: '("fine-tune a few layers", "fine-tune more layers")',
     }, "rows and columns have changed places. Rows ask how much data, columns how similar."),
    ("the two kinds of fine-tuning exchanged", {
        SIMILAR: '("linear probe", "fine-tune more layers")',
        DIFFERENT: '("probe several stages", "fine-tune a few layers")',
     }, "the further the task is from the source, the more layers must move."),
    ("the two kinds of probes exchanged", {
        SIMILAR: '("probe several stages", "fine-tune a few layers")',
        DIFFERENT: '("linear probe", "fine-tune more layers")',
     }, "it is the different task whose best stage nobody knows beforehand."),
    ("twenty counted as lots", {"n_per_class > 20": "n_per_class >= 20"},
     "20 is included in little, says the docstring."),
    ("a border at ten times twenty", {"n_per_class > 20": "n_per_class > 200"},
     "the border is 20 labels a class, not 200 in all."),
    ("an unknown word taken for different", {
        "if similarity not in table:": "if similarity not in table and not similarity:",
        CHOICE: 'table.get(similarity, table["different"])[int(n_per_class > 20)]',
     }, "a misspelt word then gets confident advice. Raise ValueError."),
]
