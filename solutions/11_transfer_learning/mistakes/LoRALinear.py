"""Known mistakes of `LoRALinear`."""

BASE = "self.base, self.scale = copy.deepcopy(linear).requires_grad_(False), alpha / r"
DRAW = "A = torch.randn(r, linear.in_features, generator=generator) / linear.in_features**0.5"
A = "self.A = nn.Parameter(A.to(linear.weight))"
B = "self.B = nn.Parameter(torch.zeros(linear.out_features, r).to(linear.weight))"
FORWARD = "return self.base(x) + self.scale * (x @ self.A.T @ self.B.T)"
GROW = "merged.weight += self.scale * self.B @ self.A"
MERGED = "merged = copy.deepcopy(self.base)"

PAIRED = 12
SEE = "section 10."
MISTAKES = [
    ("a given layer that is frozen and shared", {"copy.deepcopy(linear)": "linear"},
     "the layer you were given no longer trains anywhere else. Freeze a copy of it."),
    ("two random matrices", [
        {B: "self.B = nn.Parameter((torch.randn(linear.out_features, r, generator=generator) / r**0.5).to(linear.weight))"},
        {B: "self.B = nn.Parameter((torch.randn(linear.out_features, r, generator=generator) / linear.out_features**0.5).to(linear.weight))"},
        {B: "self.B = nn.Parameter((torch.randn(linear.out_features, r, generator=generator) / linear.in_features**0.5).to(linear.weight))"},
        {B: "self.B = nn.Parameter(torch.randn(linear.out_features, r, generator=generator).to(linear.weight))"},
        {B: "self.B = nn.Parameter((0.01 * torch.randn(linear.out_features, r, generator=generator)).to(linear.weight))"},
     ], "the layer then starts as another one than you were given, and what was borrowed is spoilt before the first step. One of the two must be zero."),
    ("two matrices of zeros", {DRAW: "A = torch.zeros(r, linear.in_features)"},
     "the gradient of each is a product with the other, so neither ever moves. One of the two must be random."),
    ("the zeros in A instead of B", {
        A: "self.A = nn.Parameter(torch.zeros(r, linear.in_features).to(linear.weight))",
        B: "self.B = nn.Parameter((torch.randn(linear.out_features, r, generator=generator) / r**0.5).to(linear.weight))"},
     "that would start as it should, too, but the task and the paper draw `A` and start `B` at zero."),
    ("a difference that is not scaled", {"alpha / r": "1.0"},
     "`alpha` and `r` then have no effect on the scale, and a rate found for one rank does not fit another. Multiply by alpha / r, in both methods."),
    ("a scale of alpha, not divided by the rank", {"alpha / r": "alpha"},
     "a larger rank then gives larger steps. Divide by `r`."),
    ("a scale divided by the root of the rank", {"alpha / r": "alpha / r**0.5"},
     "some later papers do that; here the scale is alpha over r."),
    ("the scale turned over", {"alpha / r": "r / alpha"}, "alpha is the numerator and the rank the denominator."),
    ("a base that is trained", {".requires_grad_(False)": ""},
     "then everything is tuned, with the difference on top. Freeze the copy of the layer."),
    ("a base whose bias is trained", {BASE: BASE + "\n        self.base.bias is None or self.base.bias.requires_grad_(True)"},
     "the whole layer is frozen, its bias too."),
    ("A and B that are no parameters", [
        {A: "self.A = A.to(linear.weight).requires_grad_()", B: "self.B = torch.zeros(linear.out_features, r).to(linear.weight).requires_grad_()"},
        {A: "self.A = A.to(linear.weight)", B: "self.B = torch.zeros(linear.out_features, r).to(linear.weight)"},
        {A: 'self.register_buffer("A", A.to(linear.weight))', B: 'self.register_buffer("B", torch.zeros(linear.out_features, r).to(linear.weight))'},
     ], "`parameters()` does not list them, so no optimiser moves them. Wrap them in nn.Parameter."),
    ("a frozen A", {A: "self.A = nn.Parameter(A.to(linear.weight), requires_grad=False)"},
     "both matrices are trained."),
    ("a standard deviation of 1 in A", [{" / linear.in_features**0.5": ""}],
     "the difference would grow with the number of inputs. Divide by its root."),
    ("a variance for a standard deviation in A", {"linear.in_features**0.5": "linear.in_features"},
     "1/in is the variance; the standard deviation is its root."),
    ("A scaled by the rank", {"linear.in_features**0.5": "r**0.5"},
     "`A` sums over the inputs of the layer, so the number of inputs sets its scale."),
    ("A scaled by the outputs", {"linear.in_features**0.5": "linear.out_features**0.5"},
     "`A` sums over the inputs of the layer, so the number of inputs sets its scale."),
    ("a uniform A", {DRAW: "A = 2 * (torch.rand(r, linear.in_features, generator=generator) - 0.5) / linear.in_features**0.5"},
     "the task asks for normal numbers of that standard deviation."),
    ("a global generator for A", {", generator=generator": ""},
     "two layers made with equal generators then differ. Pass the generator to the call that draws."),
    ("a dtype that is not the layer's", {"A.to(linear.weight)": "A", "torch.zeros(linear.out_features, r).to(linear.weight)": "torch.zeros(linear.out_features, r)"},
     "a model in another dtype or on another device can't use the layer. Move `A` and `B` to where the weight is."),
    ("a bias that is left out", [
        {"return self.base(x)": "return x @ self.base.weight.T"},
     ], "the frozen layer's bias belongs to its output. Call the base."),
    ("the base left out of the output", {"self.base(x) + ": ""},
     "the difference is added to what the frozen layer says."),
    ("a difference that no gradient reaches", {"(x @ self.A.T @ self.B.T)": "(x @ self.A.T @ self.B.T).detach()"},
     "the base is frozen by its flags; the difference must stay in the graph."),
    ("an input cut from the graph", [
        {"    " + FORWARD: "    x = x.detach()\n        " + FORWARD},
        {"return self.base(x)": "with torch.no_grad():\n            y = self.base(x)\n        return y"},
     ], "layers below this one get no gradient through it, or only part of it. Freezing the base's parameters is enough."),
    ("a difference taken away in merge", {GROW: GROW.replace("+=", "-=")},
     "the merged layer must compute what this one does. Add the difference."),
    ("a merge without the scale", {GROW: "merged.weight += self.B @ self.A"},
     "the merged layer differs from this one unless the scale is 1. Multiply by the same factor as in `forward`."),
    ("a transposed merge", [
        {GROW: "merged.weight += self.scale * (self.A.T @ self.B.T)"},
        {GROW: "merged.weight += self.scale * (self.B @ self.A).T"},
     ], "nn.Linear keeps its weight as (out, in). Multiply in the order that gives this shape."),
    ("a merge that leaves the difference out", {GROW: "pass"},
     "what was trained is lost. Add the difference to the weight."),
    ("a merge without the bias", {MERGED: "merged = nn.Linear(self.base.in_features, self.base.out_features, bias=False).to(self.base.weight)\n        merged.weight.data = self.base.weight.detach().clone()"},
     "the merged layer must have the base's bias too. Copy the whole base."),
    ("a merge with fresh biases", {MERGED: "merged = nn.Linear(self.base.in_features, self.base.out_features).to(self.base.weight)\n        merged.weight.data = self.base.weight.detach().clone()"},
     "a new nn.Linear has random biases. Copy the base's, and make none where it has none."),
    ("a merge into the base itself", {MERGED: "merged = self.base"},
     "this layer then adds the difference twice. Merge into a copy."),
    ("a merge that returns this layer", {"        return merged": "        self.base = merged\n        nn.init.zeros_(self.B)\n        return self"},
     "a plain nn.Linear is wanted, so that the model can be used without this class; and this layer should stay as it is."),
    ("a merge that returns the weight alone", {"        return merged": "        return merged.weight"},
     "the caller puts the result in the layer's place. Return an nn.Linear."),
]
