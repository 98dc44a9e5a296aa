"""Known mistakes of notebook 03: one step of Adam, and its first step."""

from autograder.mistakes import of
from autograder.mistakes.adaptive_methods.said import ABS, DICT, INSIDE, LOST, NO_EPS, NO_ROOT, OWNER, UPHILL

MISTAKES = [
    *of(
        "adam_step",
        (
            "Adam without bias correction",
            {"m_hat = m / (1 - b1**t)": "m_hat = m", "s_hat = s / (1 - b2**t)": "s_hat = s"},
            "both averages start at zero, s is further behind than m, "
            "and the first steps come out too long. Divide both by their share.",
        ),
        (
            "Adam with only m corrected",
            {"s_hat = s / (1 - b2**t)": "s_hat = s"},
            "the numerator is right "
            "and the denominator too small, so the first step is 32 times too long. Correct s as well.",
        ),
        (
            "Adam with only s corrected",
            {"m_hat = m / (1 - b1**t)": "m_hat = m"},
            "m is still close to zero at the start, so the first steps are too short. Correct m as well.",
        ),
        (
            "Adam with t counted from zero",
            {
                "m_hat = m / (1 - b1**t)": "m_hat = m / (1 - b1 ** (t - 1))",
                "s_hat = s / (1 - b2**t)": "s_hat = s / (1 - b2 ** (t - 1))",
            },
            "at t = 0 the correction divides by zero. The step you are taking counts, so add one before you use t.",
        ),
        (
            "Adam with t counted from zero, and the first step guarded",
            {
                "m_hat = m / (1 - b1**t)": "m_hat = m / (1 - b1 ** (t - 1)) if t > 1 else m",
                "s_hat = s / (1 - b2**t)": "s_hat = s / (1 - b2 ** (t - 1)) if t > 1 else s",
            },
            "the guard hides a division by zero, and each later step is one exponent late. Add one to t first.",
        ),
        (
            "Adam with a clock that stands still",
            {'t = state.get("t", 0) + 1': "t = 1"},
            "the correction of the first step is applied for ever. Read t, add one, return it.",
        ),
        (
            "Adam with beta times t",
            {"b1**t": "b1 * t", "b2**t": "b2 * t"},
            "what is left of the start after t steps is a power of beta, not a multiple. Raise beta to the power t.",
        ),
        (
            "Adam that stores the corrected averages",
            {'{"m": m, "s": s, "t": t}': '{"m": m_hat, "s": s_hat, "t": t}'},
            "the next step then corrects "
            "what is corrected already. Keep the plain averages and use the corrected ones in this step only.",
        ),
        ("Adam with eps inside the root", {"(np.sqrt(s_hat) + eps)": "np.sqrt(s_hat + eps)"}, INSIDE),
        ("Adam without eps", {"(np.sqrt(s_hat) + eps)": "np.sqrt(s_hat)"}, NO_EPS),
        (
            "Adam with eps added before the correction",
            {"(np.sqrt(s_hat) + eps)": "((np.sqrt(s) + eps) / np.sqrt(1 - b2**t))"},
            "the correction then blows up eps as well. Correct s, take the root, and add eps last.",
        ),
        ("Adam without the root", {"np.sqrt(s_hat)": "s_hat"}, NO_ROOT),
        (
            "Adam with the betas swapped",
            {'t = state.get("t", 0) + 1': 'b1, b2 = b2, b1\n    t = state.get("t", 0) + 1'},
            "the direction then remembers 1000 steps and the scale 10. b1 belongs to m, b2 to s.",
        ),
        (
            "Adam with each average corrected by the other's beta",
            {"b1**t": "b2**t", "s_hat = s / (1 - b2**t)": "s_hat = s / (1 - b1**t)"},
            "the averages are right, the corrections are swapped. Each is corrected with its own beta.",
        ),
        (
            "Adam without 1 - b1",
            {"(1 - b1) * g\n": "g\n"},
            "m then grows to many times the gradient. Old and new shares of an average add up to one.",
        ),
        (
            "Adam without 1 - b2",
            {"(1 - b2) * g**2": "g**2"},
            "s then grows to many times the squared gradient. Old and new shares of an average add up to one.",
        ),
        ("Adam with the gradient's size instead of its square", {"g**2": "np.abs(g)"}, ABS),
        (
            "Adam with the square of m in s",
            {"g**2": "m**2"},
            "m averages signs away, so s no longer knows how large the gradients are. Square the gradient itself.",
        ),
        (
            "Adam that steps along g instead of m",
            {"lr * m_hat": "lr * g"},
            "that is RMSProp with a correction; the momentum is computed and never used. Step along the corrected m.",
        ),
        (
            "Adam with AdaGrad's sum",
            {'b2 * state.get("s", 0.0) + (1 - b2) * ': 'state.get("s", 0.0) + '},
            "your s never forgets. It should be a running average with b2.",
        ),
        ("Adam without memory", {'t = state.get("t", 0) + 1': 'state = {}\n    t = state.get("t", 0) + 1'}, LOST),
        ("a step uphill", {"w - lr": "w + lr"}, UPHILL),
        (
            "the right step, taken inside your input",
            {
                "return w - lr * m_hat / (np.sqrt(s_hat) + eps),": "w -= lr * m_hat / (np.sqrt(s_hat) + eps)"
                "\n    return w,"
            },
            OWNER,
        ),
        (
            "the right step, with the caller's state changed",
            {'{"m": m, "s": s, "t": t}': 'state.update({"m": m, "s": s, "t": t}) or state'},
            DICT,
        ),
        see="section 4.",
    ),
    *of(
        "first_step_factor",
        (
            "the factor upside down",
            {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt(1 - b2) / (1 - b1)"},
            "asked for is the raw length over the corrected one. m stands above the line.",
        ),
        (
            "a factor without the root",
            {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b1) / (1 - b2)"},
            "the step divides by the root of s, not by s. Take the root of what is left of s.",
        ),
        (
            "a factor with the root over both",
            {"(1 - b1) / np.sqrt(1 - b2)": "np.sqrt((1 - b1) / (1 - b2))"},
            "m stands in the step without a root. Only s is under it.",
        ),
        (
            "a factor with the betas swapped",
            {"(1 - b1) / np.sqrt(1 - b2)": "(1 - b2) / np.sqrt(1 - b1)"},
            "b1 belongs to m, above the line, and b2 to s, below.",
        ),
        (
            "a factor made of the shares that are kept",
            {"(1 - b1) / np.sqrt(1 - b2)": "b1 / np.sqrt(b2)"},
            "from zero, the old average adds nothing. After one step m holds the new gradient's share.",
        ),
        (
            "a factor that forgets m",
            {"(1 - b1) / np.sqrt(1 - b2)": "1 / np.sqrt(1 - b2)"},
            "m is too small at the start as well, and makes up for part of it. Count both.",
        ),
        see="section 4, “What the correction is worth”.",
    ),
]
