"""Known mistakes of `total_loss`."""

DATA = "data, dS = svm_loss(X @ W + b, y)"
VALUE = "data + lam * value"
DW = "X.T @ dS + lam * grad"

SEE = "section 4."
MISTAKES = [
    ("a loss that charges the bias",
     {VALUE: "data + lam * (value + reg(b)[0])", "dS.sum(0)": "dS.sum(0) + lam * reg(b)[1]"},
     "a bias must be free to go where the data are. Charge W alone."),
    ("a gradient that charges the bias, and a loss that doesn't", {"dS.sum(0)": "dS.sum(0) + lam * reg(b)[1]"},
     "the bias is free, in the loss and in the gradient. Charge W alone."),
    ("a loss that charges the bias, and a gradient that doesn't", {VALUE: "data + lam * (value + reg(b)[0])"},
     "the bias is free, in the loss and in the gradient. Charge W alone."),
    ("a price divided by the number of examples",
     {VALUE: VALUE.replace("lam", "lam / len(y)"), DW: DW.replace("lam", "lam / len(y)")},
     "the data term is a mean already, and the price doesn't depend on how many examples there are."),
    ("half the price", {VALUE: VALUE.replace("lam", "lam / 2"), DW: DW.replace("lam", "lam / 2")},
     "that is the other convention, with one half before lambda. In this course there is none."),
    ("half the price in the loss", {VALUE: VALUE.replace("lam", "lam / 2")},
     "value and gradient must belong together, and `reg` gives you both. Multiply each by lam, once."),
    ("a price that the gradient forgets", {DW: "X.T @ dS"},
     "descent never sees such a price. Add its gradient to dW too."),
    ("a price that the loss forgets", {VALUE: "data"},
     "the number you return must be the one whose gradients you return. Add the price to it."),
    ("no price at all", {VALUE: "data", DW: "X.T @ dS"},
     "the penalty never enters. Add lam times its value to the loss, and lam times its gradient to dW."),
    ("a price without lam", {VALUE: "data + value", DW: "X.T @ dS + grad"},
     "lam says how much the weights cost. Multiply value and gradient by it."),
    ("a gradient of the price without lam", {DW: "X.T @ dS + grad"},
     "the loss has lam times the penalty, and so has its gradient."),
    ("a price with its sign turned", {VALUE: "data - lam * value", DW: "X.T @ dS - lam * grad"},
     "then large weights are rewarded, and they grow without end. Add the price."),
    ("scores without the bias", {DATA: DATA.replace(" + b", "")},
     "the scores are X @ W + b. Without b the loss is another one."),
    ("a gradient of the bias that is a mean", {"dS.sum(0)": "dS.mean(0)"},
     "dS holds the mean already. The slopes of all rows add up."),
    ("a gradient of the weights that is averaged twice", {DW: "X.T @ dS / len(y) + lam * grad"},
     "dS holds the mean already. Multiply, and leave it at that."),
    ("a bias that never learns", {"dS.sum(0)": "np.zeros_like(b)"},
     "not charging the bias doesn't mean leaving it alone: the data still pull at it."),
]
