"""Known mistakes of `state_arrays`."""

SEE = "section 8."
MISTAKES = [
    ("a count in which Adam's t is an array", {'"adam": 2, "adamw": 2': '"adam": 3, "adamw": 3'},
     "t is one number, not an array of the weights' size. Count m and s."),
    ("a count in which Adam has one array", {'"adam": 2, "adamw": 2': '"adam": 1, "adamw": 1'},
     "Adam remembers a direction and a scale. Look at the keys of its state."),
    ("a count in which AdamW keeps more than Adam", {'"adamw": 2': '"adamw": 3'},
     "the decay needs w itself and remembers nothing. Compare the two dicts."),
    ("a count in which plain descent has a memory", {'"sgd": 0': '"sgd": 1'},
     "plain descent forgets everything; weights and gradients are not counted."),
    ("a count that includes the weights", {"return counts[name]": "return counts[name] + 1"},
     "weights are there whatever the method. Count only what it remembers between steps."),
    ("a count that takes any name", {"counts:": "counts:\n        return 0\n    if False:"},
     "a mistyped name should not pass in silence. Raise ValueError for a name that is not in the list."),
]
