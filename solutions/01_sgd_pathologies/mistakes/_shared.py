"""What several exercises of this notebook share: sentences, and texts of their solutions."""

IGNORED = (
    "you draw from a generator of your own, so nobody can repeat or vary your result. Draw from the "
    "`rng` you are given. See “Conventions” in notebook 00."
)
