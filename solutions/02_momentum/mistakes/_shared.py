"""What several exercises of this notebook share: sentences, and texts of their solutions."""

NEW = "v_next = rho * v - lr * g\n"
BALL = "return x + v_next, v_next"
UPHILL = "the gradient points where the loss grows, and you push along it. Push the other way."
OWNER = "`+=`, `-=` and `*=` change the caller's arrays, which they may still need. Make new ones."
ONLY = "the next step needs the new velocity, and the caller does not get it. Return both."
STALE = (
    "the point is right, but you return the velocity you were given, so the ball never gets faster. Return the new one."
)
SWAPPED = "the caller then mistakes the velocity for the point. Return the point first, then the velocity."
