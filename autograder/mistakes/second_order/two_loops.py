"""Known mistakes of notebook 05: the two loops of L-BFGS."""

from autograder.mistakes import of

MISTAKES = [
    *of(
        "lbfgs_direction",
        (
            "two loops that run the wrong way round",
            {
                "in reversed(pairs)": "in pairs",
                "zip(pairs, reversed(kept)": "zip(reversed(pairs), reversed(kept)",
            },
            "the newest pair is the outermost factor, so it must meet q first on the way in and last on the way out. "
            "Reverse both loops.",
        ),
        (
            "a first loop from the oldest pair",
            {"in reversed(pairs)": "in pairs", "reversed(kept)": "kept"},
            "the first loop runs from the newest pair back. Yours runs forward, twice.",
        ),
        (
            "a second loop from the newest pair",
            {"zip(pairs, reversed(kept)": "zip(reversed(pairs), kept"},
            "the second loop runs forward, from the oldest pair to the newest. Yours runs backward, twice.",
        ),
        (
            "numbers a that meet the wrong pairs",
            {"reversed(kept)": "kept"},
            "the second loop goes through the pairs in the other order, so the numbers you kept must be reversed too.",
        ),
        (
            "a second loop that forgets the numbers a",
            {"(a - rho * (y @ q)) * s": "-rho * (y @ q) * s"},
            "what the first loop took out along y must come back along s, or the direction says nothing of the steps. "
            "Use the numbers you kept.",
        ),
        (
            "a second loop that only adds the numbers a",
            {"(a - rho * (y @ q)) * s": "a * s"},
            "the second factor of BFGS still has to act on q. Subtract its part.",
        ),
        (
            "a second loop with a plus",
            {"(a - rho *": "(a + rho *"},
            "the second factor takes something away, as the first one did. Check the sign in the last formula.",
        ),
        (
            "a scale turned upside down",
            {"q / (rho * (y @ y))": "q * (rho * (y @ y))"},
            "steep functions need small steps, so the scale must be an *inverse* curvature. Which of s'y and y'y "
            "stands on top?",
        ),
        (
            "the other scale, s's over s'y",
            {"q / (rho * (y @ y))": "q * (rho * (s @ s))"},
            "that is an inverse curvature too (Barzilai and Borwein have both), but the larger one. Ours is s'y over "
            "y'y.",
        ),
        (
            "the scale of the oldest pair",
            {"s, y, rho = pairs[-1]": "s, y, rho = pairs[0]"},
            "the scale should fit where you are now, and the oldest pair is the furthest away. The newest one stands "
            "last in the lists.",
        ),
        (
            "two loops without a scale between them",
            {"q = q / (rho * (y @ y))": "pass"},
            "directions in which no pair has been seen keep the scale of the raw gradient, and the first steps are of "
            "the wrong length. Multiply by gamma between the loops.",
        ),
        (
            "a scale before the loops",
            {
                "    q, kept = g, []\n": (
                    "    q, kept = g, []\n    if pairs:\n        s, y, rho = pairs[-1]\n        q = q / (rho * (y @ y))\n"
                ),
                "    if pairs:\n        s, y, rho = pairs[-1]\n        q = q / (rho * (y @ y))\n    for (s": "    for (s",
            },
            "the numbers you keep must come from the unscaled gradient. Scale after the first loop.",
        ),
        (
            "a direction uphill",
            {"return -q": "return q"},
            "C g points uphill as g does. The direction is its negative.",
        ),
        (
            "a first loop that never changes q",
            {"        q = q - a * y\n": ""},
            "each pair must see what the newer ones have left over. Subtract the part along y at once.",
        ),
        (
            "a first loop that subtracts s for y",
            {"q = q - a * y": "q = q - a * s"},
            "the first loop must remove from q what the pair explains of the *gradient*. Which of the two is a change "
            "of gradient?",
        ),
        (
            "a first loop without rho",
            {"a = rho * (s @ q)": "a = s @ q"},
            "without the factor rho the pair's size counts, not just its direction. Divide by y's.",
        ),
        (
            "two loops with s and y swapped",
            {"for s, y in zip(S, Y": "for y, s in zip(S, Y"},
            "that is a step with an estimate of H in place of its inverse. Test with one pair: `g = y` must give `-s`.",
        ),
        (
            "the pairs taken as oldest last",
            {"    pairs = [": "    S, Y = S[::-1], Y[::-1]\n    pairs = ["},
            "`S` and `Y` end with the newest pair, and you read them the other way round.",
        ),
        (
            "all pairs used, good and bad",
            {" if s @ y > 0]": " if s @ y != 0]"},
            "a pair with negative y's turns the direction uphill along it. Leave such pairs out.",
        ),
        (
            "a scale from a pair that was left out",
            {
                "        s, y, rho = pairs[-1]\n        q = q / (rho * (y @ y))": (
                    "        s, y = S[-1], Y[-1]\n        q = q * (s @ y) / ((y @ y) or 1.0)"
                )
            },
            "if the newest pair is bad its scale is bad too. Take the newest of the pairs that you use.",
        ),
        (
            "nothing but the newest pair",
            {" if s @ y > 0]": " if s @ y > 0][-1:]"},
            "one pair explains one direction; the older ones know others. Use all that you are given.",
        ),
        (
            "a gradient step",
            {"    return -q": "    return -g"},
            "the two loops have no effect on what you return. Return what they made of q.",
        ),
        see="section 6.",
    ),
]
