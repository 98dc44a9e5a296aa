"""Known mistakes of `total_loss`."""

DATA = "data, dS = svm_loss(X @ W + b, y)"
VALUE = "data + lam * value"
DW = "X.T @ dS + lam * grad"

SEE = "section 4."
MISTAKES = [
    ("a penalty on the bias",
     {VALUE: "data + lam * (value + reg(b)[0])", "dS.sum(0)": "dS.sum(0) + lam * reg(b)[1]"},
     "a bias must be free to follow the data. Penalise W alone."),
    ("a penalty on the bias in the gradient only", {"dS.sum(0)": "dS.sum(0) + lam * reg(b)[1]"},
     "the bias is not penalised, neither in the loss nor in the gradient. Penalise W alone."),
    ("a penalty on the bias in the loss only", {VALUE: "data + lam * (value + reg(b)[0])"},
     "the bias is not penalised, neither in the loss nor in the gradient. Penalise W alone."),
    ("a penalty divided by the number of examples",
     {VALUE: VALUE.replace("lam", "lam / len(y)"), DW: DW.replace("lam", "lam / len(y)")},
     "the data term is already a mean, and the penalty doesn't depend on how many examples there are."),
    ("half the penalty", {VALUE: VALUE.replace("lam", "lam / 2"), DW: DW.replace("lam", "lam / 2")},
     "that is the other convention, with a factor 1/2 before lambda. In this course there is none."),
    ("half the penalty in the loss only", {VALUE: VALUE.replace("lam", "lam / 2")},
     "value and gradient must belong together, and `reg` gives you both. Multiply each by lam, once."),
    ("a penalty missing from the gradient", {DW: "X.T @ dS"},
     "descent never sees such a penalty. Add its gradient to dW too."),
    ("a penalty missing from the loss", {VALUE: "data"},
     "the loss you return must be the one whose gradients you return. Add the penalty to it."),
    ("no penalty at all", {VALUE: "data", DW: "X.T @ dS"},
     "the penalty has no effect. Add lam times its value to the loss, and lam times its gradient to dW."),
    ("a penalty without lam", {VALUE: "data + value", DW: "X.T @ dS + grad"},
     "lam sets the strength of the penalty. Multiply value and gradient by it."),
    ("a gradient of the penalty without lam", {DW: "X.T @ dS + grad"},
     "the loss has lam times the penalty, and so does its gradient."),
    ("a value of the penalty without lam", {VALUE: "data + value"},
     "the gradient has lam times that of the penalty, and so must the loss."),
    ("a penalty with the wrong sign", {VALUE: "data - lam * value", DW: "X.T @ dS - lam * grad"},
     "then large weights are rewarded, and they grow without limit. Add the penalty."),
    ("scores without the bias", {DATA: DATA.replace(" + b", "")},
     "the scores are X @ W + b. Without b this is a different loss."),
    ("a mean instead of a sum in the bias gradient", {"dS.sum(0)": "dS.mean(0)"},
     "dS already contains the mean. The slopes of all rows add up."),
    ("a weight gradient averaged twice", {DW: "X.T @ dS / len(y) + lam * grad"},
     "dS already contains the mean. Multiply, and leave it at that."),
    ("a bias that never learns", {"dS.sum(0)": "np.zeros_like(b)"},
     "a bias without a penalty still has to be trained: the data give it a gradient."),
]
