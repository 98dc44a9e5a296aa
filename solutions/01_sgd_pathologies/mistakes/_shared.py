"""What several exercises of this notebook share: sentences, and texts of their solutions."""

IGNORED = (
    "you draw from your own generator, so the caller can neither repeat nor vary the result. Draw from the "
    "`rng` you are given. See “Conventions” in notebook 00."
)
