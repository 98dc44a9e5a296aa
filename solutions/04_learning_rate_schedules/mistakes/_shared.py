"""What several exercises of this notebook share: sentences, and texts of their solutions."""

INV = "lr0 / (1 + k * t)"
EARLY = "steps are counted from zero, so your schedule runs one update ahead. Use `t` as it is."
