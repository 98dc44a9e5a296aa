"""What several exercises of this notebook share: sentences, and texts of their solutions."""

KEY = 'key = lambda trial: worst if np.isnan(trial["score"]) else trial["score"]'
RETURN = "return {name: best[name] for name in space}, trials"
WORST = 'worst = -np.inf if mode == "max" else np.inf'
TRIAL = 'trials.append({**params, "score": f(**params)})'
GUARD = 'if mode not in ("max", "min"):'
BEST = 'best = max(trials, key=key) if mode == "max" else min(trials, key=key)'

CHOICE = [
    ("a search that always takes the highest score", {BEST: "best = max(trials, key=key)", WORST: "worst = -np.inf"},
     "a loss is better when it is lower. Obey `mode`."),
    ("a search that always takes the lowest score", {BEST: "best = min(trials, key=key)", WORST: "worst = np.inf"},
     "an accuracy is better when it is higher. Obey `mode`."),
    ("a search with max and min swapped", {
        BEST: 'best = min(trials, key=key) if mode == "max" else max(trials, key=key)',
        WORST: 'worst = np.inf if mode == "max" else -np.inf',
     }, "with mode max the highest score is best. Swap the two."),
    ("a search that returns its last trial", {BEST: "best = trials[-1]"},
     "the last one tried is nothing special. Return the settings of the best score."),
    ("NaN ranked below all scores, so that it wins with mode min", {WORST: "worst = -np.inf"},
     "with mode min the lowest score is best, and there the worst is plus infinity. Rank NaN last in both modes."),
    ("a best score that starts at 0", {
        BEST: 'best = (max if mode == "max" else min)([None, *trials], key=lambda trial: 0 if trial is None else key(trial))',
        RETURN: "return best and {name: best[name] for name in space}, trials",
     }, "where all scores are below 0, or with mode min above it, none of them beats that start. Start from the first score, or from infinity."),
    ("best and trials in the wrong order", {RETURN: "return trials, {name: best[name] for name in space}"},
     "the docstring asks for the best settings first. Swap the two."),
    ("a score left among the best settings", {RETURN: "return best, trials"},
     "`f(**best)` should work. Return the settings without the score."),
    ("a search that trains the winner again", {RETURN: "f(**{name: best[name] for name in space})\n    " + RETURN},
     "training is what makes a search expensive, and the winner's score is already known. Call f once for each trial."),
    ("no error for an unknown mode", {GUARD: "if False:"},
     "a mistyped mode should not pass silently. Raise a ValueError that lists the two."),
]
