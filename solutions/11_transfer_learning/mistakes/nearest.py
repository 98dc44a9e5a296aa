"""Known mistakes of `nearest`."""

UNIT = "unit = F / np.where(length > 0, length, 1.0)[:, None]"
SIMILAR = "similarity = unit @ unit[i]"
SELF = "    similarity[i] = -np.inf\n"
ORDER = 'np.argsort(-similarity, kind="stable")[:k]'
RANGE = "if not 1 <= k < len(F):"

SEE = "section 7."
MISTAKES = [
    ("Euclidean distance", {SIMILAR: "similarity = -np.linalg.norm(F - F[i], axis=1)"},
     "it puts a bright and a faint copy of one image far apart. Compare directions: divide by the lengths."),
    ("a dot product without lengths", {UNIT: "unit = F"},
     "long rows then win, whatever their direction. Divide each row by its length."),
    ("correlation instead of cosine", {
        UNIT: "unit = F - F.mean(1)[:, None]\n    length = np.linalg.norm(unit, axis=1)\n    unit = unit / np.where(length > 0, length, 1.0)[:, None]",
     }, "the cosine does not subtract any mean. Divide by the lengths only."),
    ("columns normalised instead of rows",
     {"length = np.linalg.norm(F, axis=1)": "length = np.linalg.norm(F, axis=0)", "[:, None]": ""},
     "it is the images that should have length one, and they are the rows."),
    ("the least similar first",
     {ORDER: 'np.argsort(np.where(np.arange(len(F)) == i, np.inf, similarity), kind="stable")[:k]'},
     "argsort sorts in ascending order, but the highest similarity should come first."),
    ("the right rows in reverse order", {ORDER: ORDER + "[::-1]"}, "the most similar should come first."),
    ("the query among its own neighbours", {SELF: ""},
     "no row is as near to row i as itself. Make sure that i is excluded."),
    ("the first result dropped instead of row i", {SELF: "", "[:k]": "[1 : k + 1]"},
     "with a copy in the data, or a row of zeros as query, the first is not always i. Exclude i by its index."),
    ("similarities instead of indices", {ORDER: "-np.sort(-similarity)[:k]"},
     "the caller wants to know which rows they are. Return their indices."),
    ("a division by zero for rows of zeros", [
        {UNIT: "unit = F / length[:, None]"},
        {UNIT: "unit = F / length[:, None]", SELF: "", ORDER: "(order := np.argsort(-similarity))[order != i][:k]"},
     ],
     "a row of zeros has no direction, and NaN is sorted last. Give it similarity 0."),
    ("the absolute value of the cosine", {SIMILAR: "similarity = np.abs(unit @ unit[i])"},
     "an opposite direction is the least similar one, not the most. Keep the sign."),
    ("indices shifted by deleting the query", {SELF: "    similarity = np.delete(similarity, i)\n"},
     "once row i is deleted, all later rows move up by one. Keep the original indices."),
    ("a k that is not checked", {RANGE: "if False:"},
     "there are N - 1 other rows; for any other k there is no answer. Raise ValueError."),
    ("k = N accepted", {RANGE: "if not 1 <= k <= len(F):"},
     "the query does not count, so there are only N - 1 rows to return. Raise ValueError."),
]
