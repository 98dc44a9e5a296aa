"""What several exercises of this notebook share: sentences, and texts of their solutions."""

NEW = "v_next = rho * v - lr * g\n"
BALL = "return x + v_next, v_next"
UPHILL = "the gradient points where the loss grows, and you push along it. Push the other way."
OWNER = "`+=`, `-=` and `*=` change the caller's arrays, which they may still need. Make new ones."
ONLY = "the next step starts from the new velocity, and the caller has nothing to hand on. Return both."
STALE = (
    "the point is right and the ball never gets faster, for you return the velocity you were given. Return the new one."
)
SWAPPED = "the caller takes the velocity for the point. Return the point first, then the velocity."
