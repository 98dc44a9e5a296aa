"""What several exercises of this notebook share: sentences, and texts of their solutions."""

SQUARES = "float(np.sum(W**2))"
TWICE = "2 * W"
SIZES = "float(np.sum(np.abs(W)))"
SIGNS = "np.sign(W)"
