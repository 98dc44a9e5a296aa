"""Known mistakes of `kfold`."""

PARTS = "parts = np.array_split(rng.permutation(n), k)"
PAIRS = "[(np.concatenate(parts[:i] + parts[i + 1 :]), part) for i, part in enumerate(parts)]"

SEE = "section 8."
MISTAKES = [
    ("folds that are not shuffled",
     [{PARTS: "rng.random()\n    parts = np.array_split(np.arange(n), k)"}, {"rng.permutation(n)": "np.arange(n)"}],
     "in a file sorted by class each part may then contain only one class. Shuffle first."),
    ("every k-th index, not shuffled",
     [{PARTS: "rng.random()\n    parts = [np.arange(i, n, k) for i in range(k)]"}, {PARTS: "parts = [np.arange(i, n, k) for i in range(k)]"}],
     "if the file has a repeating pattern, so do the parts. Shuffle first."),
    ("a remainder that is lost", {PARTS: "parts = np.split(rng.permutation(n)[: n // k * k], k)"},
     "some examples are then in no part. Spread them over the parts."),
    ("a remainder that goes to the last part",
     {PARTS: "cuts = [n // k * i for i in range(1, k)]\n    parts = np.split(rng.permutation(n), cuts)"},
     "the sizes may differ by at most one. Spread the remainder over the parts."),
    ("a remainder that is never validated", {
        PARTS: "p, size = rng.permutation(n), n // k\n    parts = [p[size * i : size * (i + 1)] for i in range(k)]",
        "np.concatenate(parts[:i] + parts[i + 1 :])": "np.setdiff1d(np.arange(n), part)",
     }, "each example must be in one validation part. Spread the remainder over the parts."),
    ("parts that overlap",
     [{PARTS: "parts = [rng.choice(n, n // k + (i < n % k), replace=False) for i in range(k)]"},
      {PARTS: "parts = [rng.permutation(n)[: n // k + (i < n % k)] for i in range(k)]",
       "np.concatenate(parts[:i] + parts[i + 1 :])": "np.setdiff1d(np.arange(n), part)"},
      {PARTS: "parts = [rng.permutation(n)[: n // k] for i in range(k)]",
       "np.concatenate(parts[:i] + parts[i + 1 :])": "np.setdiff1d(np.arange(n), part)"}],
     "if each part is drawn separately, some examples are validated twice and some never. Cut one permutation into parts."),
    ("a validation part left among the training indices", {"np.concatenate(parts[:i] + parts[i + 1 :])": "np.concatenate(parts)"},
     "the validation part must stay unseen during training. Leave it out."),
    ("training on one part only", {"np.concatenate(parts[:i] + parts[i + 1 :])": "parts[i - 1]"},
     "all other parts are for training. Join them."),
    ("training and validation indices swapped",
     {PAIRS: "[(part, np.concatenate(parts[:i] + parts[i + 1 :])) for i, part in enumerate(parts)]"},
     "the small part is for validation. Return the training indices first."),
    ("a single split", {PAIRS: PAIRS + "[:1]"}, "each part must be the validation set once. Return k pairs."),
    ("folds that ignore the generator you were given",
     {"rng.permutation(n)": "np.random.default_rng(0).permutation(n)"},
     "every call then makes the same split. Shuffle with `rng`."),
    ("folds from a private generator",
     {"k, rng):": "k, rng, own=np.random.default_rng(1)):", "rng.permutation(n)": "own.permutation(n)"},
     "then the seed of `rng` does not reproduce the split. Shuffle with `rng`."),
    ("no error for more folds than examples", {"if not 2 <= k <= n:": "if False:"},
     "some validation parts would be empty. Raise a ValueError unless 2 <= k <= n."),
    ("no error for a single fold",
     {"if not 2 <= k <= n:": "if k > n:", PAIRS: PAIRS.replace("parts[i + 1 :])", "parts[i + 1 :] or [[]])")},
     "one fold leaves nothing to train on. Raise a ValueError unless 2 <= k <= n."),
]
