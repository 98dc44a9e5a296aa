"""Known mistakes of `successive_halving`."""

RUN = "*run(config, budget, state)"
SORT = "done.sort(key=lambda entry: -np.inf if np.isnan(entry[1]) else entry[1], reverse=True)"
COUNT = "int(np.ceil(len(done) / eta))"
LIVE = "live = [(config, state) for config, _, state in done[: int(np.ceil(len(done) / eta))]]"
GROW = "budget = eta * budget"
NOTE = "rounds.append([(config, score) for config, score, _ in done])"
END = "return done[0][0], rounds"

SEE = "section 6."
MISTAKES = [
    ("the worst kept", [
        {SORT: "done.sort(key=lambda entry: np.inf if np.isnan(entry[1]) else entry[1])"},
        {SORT: "done.sort(key=lambda entry: -np.inf if np.isnan(entry[1]) else entry[1])"},
        {SORT: "done.sort(key=lambda entry: entry[1])"}],
     "the higher the score the better, and `sort` puts the lowest first. Turn the order round."),
    ("runs that start anew in each round", [{RUN: "*run(config, budget, None)"}, {LIVE: LIVE.replace("(config, state) for", "(config, None) for")}],
     "the steps of earlier rounds are paid for twice. Hand the state that a run returned to its next run."),
    ("states that stay with their place in the list", {
        "        " + SORT + "\n": "", LIVE: "states = [state for *_, state in done]\n        " + SORT + "\n        live = [(entry[0], state) for entry, state in zip(done[: int(np.ceil(len(done) / eta))], states)]"},
     "after sorting, setting and state come from different runs. Sort them together."),
    ("a number of survivors rounded down", [{COUNT: "len(done) // eta"}, {COUNT: "max(1, len(done) // eta)"}, {COUNT: "max(1, int(len(done) / eta))"}],
     "two settings with eta 3 would leave none, and ten would leave three. Round up."),
    ("a number of survivors rounded to the nearest", {COUNT: "max(1, round(len(done) / eta))"}, "ten settings with eta 3 leave four. Round up."),
    ("the same budget in every round", {GROW: "pass"}, "the survivors never get longer runs. Multiply the budget after each round."),
    ("a budget that grows by addition", {"    live, rounds = [": "    step = budget\n    live, rounds = [", GROW: "budget = budget + step"},
     "each round has eta times the budget of the one before. Multiply."),
    ("only the further steps asked for", {"    live, rounds = [": "    spent = 0\n    live, rounds = [", RUN: "*run(config, budget - spent, state)", GROW: "spent, budget = budget, eta * budget"},
     "the budget that run takes counts all steps from the start. Pass that of the round as it is."),
    ("eta left aside", [{COUNT: "int(np.ceil(len(done) / 3))", GROW: "budget = 3 * budget"}, {COUNT: "int(np.ceil(len(done) / 2))", GROW: "budget = 2 * budget"}],
     "eta is accepted but never used. Both the share that goes on and the budget depend on it."),
    ("half of the settings kept whatever eta says", {COUNT: "int(np.ceil(len(done) / 2))"}, "that is for eta 2 only. Keep one of eta."),
    ("budgets doubled whatever eta says", {GROW: "budget = 2 * budget"}, "that is for eta 2 only. Multiply by eta."),
    ("the best score of all rounds", {END: "return max((pair for pairs in rounds for pair in pairs if not np.isnan(pair[1])), key=lambda pair: pair[1])[0], rounds"},
     "scores after different numbers of steps can't be compared. The winner is the setting of the last round."),
    ("a NaN score that goes on", {SORT: "done.sort(key=lambda entry: entry[1], reverse=True)"},
     "comparisons with NaN are all false, so sorting leaves it anywhere. Put it last."),
    ("no run of the last setting", {
        "        rounds.append([(config, score) for config, score, _ in done])\n        if len(done) <= 1:\n            return done[0][0], rounds\n": "        rounds.append([(config, score) for config, score, _ in done])\n",
        "        budget = eta * budget": "        budget = eta * budget\n        if len(live) == 1:\n            return live[0][0], rounds"},
     "a round with one setting ends the search, and it runs, too. Stop after it, not before."),
    ("rounds that list only those that go on", {"        rounds.append([(config, score) for config, score, _ in done])\n": "        rounds.append([(config, score) for config, score, _ in sorted(done, key=lambda entry: -np.inf if np.isnan(entry[1]) else entry[1], reverse=True)[: int(np.ceil(len(done) / eta))]])\n"},
     "a round lists all settings that ran in it. Note them before you throw any out."),
    ("rounds without settings", {NOTE: "rounds.append([score for _, score, _ in done])"}, "a score alone does not say whose it is. Note pairs of setting and score."),
    ("a budget that grows too early", {"\n        " + GROW: "", "    while True:\n": "    while True:\n        budget = eta * budget\n"},
     "the first round runs with the budget that was given. Multiply after the round."),
    ("nobody thrown out but the last", {COUNT: "max(1, len(done) - 1)"}, "that takes as many rounds as settings. Keep one of eta."),
]
