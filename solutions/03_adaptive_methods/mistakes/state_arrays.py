"""Known mistakes of `state_arrays`."""

SEE = "section 8."
MISTAKES = [
    ("Adam's step counter t counted as an array", {'"adam": 2, "adamw": 2': '"adam": 3, "adamw": 3'},
     "t is one number, not an array of the weights' size. Count m and s."),
    ("only one array counted for Adam", {'"adam": 2, "adamw": 2': '"adam": 1, "adamw": 1'},
     "Adam remembers a direction and a scale. Look at the keys of its state."),
    ("more arrays counted for AdamW than for Adam", {'"adamw": 2': '"adamw": 3'},
     "the decay needs only w and stores nothing. Compare the two dicts."),
    ("two arrays counted for Nesterov", {'"nesterov": 1': '"nesterov": 2'},
     "in the look-ahead variable it keeps a velocity and nothing else. The look-ahead point takes the place of the weights."),
    ("an array counted for plain descent", {'"sgd": 0': '"sgd": 1'},
     "plain descent stores nothing between steps; weights and gradients are not counted."),
    ("the weights counted as state", {"return counts[name]": "return counts[name] + 1"},
     "every method has the weights. Count only what it remembers between steps."),
    ("an error that lists none of the names", {"choose one of {', '.join(counts)}": "unknown"},
     "whoever mistypes a name wants to see the right ones. Put all seven into the message."),
    ("unknown names accepted", {"counts:": "counts:\n        return 0\n    if False:"},
     "a mistyped name should not return a number. Raise ValueError for a name that is not in the list."),
]
