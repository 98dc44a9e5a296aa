"""Known mistakes of `dropconnect`."""

DC_MASK = "mask = dropout_mask(W.shape, p_drop, rng)"
DC_OUT = "return x @ (W * mask / (1 - p_drop)) + b"
DC_TEST = "return x @ W + b"

SEE = "section 4."
MISTAKES = [
    ("dropout on the inputs",
     {DC_MASK: "mask = dropout_mask(x.shape, p_drop, rng)", DC_OUT: "return (x * mask / (1 - p_drop)) @ W + b"},
     "a dropped input is missing for all outputs at once. DropConnect cuts single weights: the mask has W's shape."),
    ("dropout on the outputs", {
        DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
        DC_OUT: "return (x @ W) * mask / (1 - p_drop) + b",
     }, "that silences whole units of this layer. DropConnect cuts single weights: the mask has W's shape."),
    ("dropout on the outputs, bias and all", {
        DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
        DC_OUT: "return (x @ W + b) * mask / (1 - p_drop)",
     }, "that silences whole units of this layer. DropConnect cuts single weights, and leaves the bias alone."),
    ("a bias that is dropped too",
     {DC_OUT: "return x @ (W * mask / (1 - p_drop)) + b * dropout_mask(b.shape, p_drop, rng) / (1 - p_drop)"},
     "the mask is on W. The bias stays as it is."),
    ("a bias that is scaled too", {DC_OUT: "return (x @ (W * mask) + b) / (1 - p_drop)"},
     "nothing of the bias was dropped, so there is nothing to make up for. Scale the weights only."),
    ("DropConnect without the rescale", {DC_OUT: "return x @ (W * mask) + b"},
     "the sums come out smaller in training than at test. Divide what is left by the share that is left."),
    ("a multiplication by the share kept", {DC_OUT: "return x @ (W * mask * (1 - p_drop)) + b"},
     "the weights that are left must make up for the others, so they grow. Divide."),
    ("a division by p_drop", {DC_OUT: "return x @ (W * mask / max(p_drop, 1e-12)) + b"},
     "the share that is left is one minus p_drop."),
    ("a mask that keeps what it should drop", {DC_MASK: "mask = 1 - dropout_mask(W.shape, p_drop, rng)"},
     "p_drop is the probability of a zero. Use your mask as it comes."),
    ("a mask of its own for each row of the batch", {
        DC_MASK: "mask = dropout_mask((len(x), *W.shape), p_drop, rng)",
        DC_OUT: "return np.einsum('nd,ndm->nm', x, W * mask / (1 - p_drop)) + b",
     }, "the paper does so, at a price in memory. Here the batch shares one mask of W's shape."),
    ("whole rows of weights dropped", {DC_MASK: "mask = dropout_mask((len(W), 1), p_drop, rng)"},
     "that drops inputs, as dropout does. Each weight decides for itself: the mask has W's shape."),
    ("whole columns of weights dropped", {DC_MASK: "mask = dropout_mask((1, W.shape[1]), p_drop, rng)"},
     "that silences whole units. Each weight decides for itself: the mask has W's shape."),
    ("a mask at test", {DC_TEST: "return x @ (W * dropout_mask(W.shape, p_drop, rng) / (1 - p_drop)) + b"},
     "the answer would be another one each time you ask. At test the layer is an ordinary one."),
    ("a scale at test", {DC_TEST: "return x @ W * (1 - p_drop) + b"},
     "training has paid already. At test the layer is an ordinary one."),
    ("a fixed mask", {DC_MASK: "mask = dropout_mask(W.shape, p_drop, np.random.default_rng(0))"},
     "the same wires would be cut for the whole training. Hand the rng that you were given on to the mask."),
    ("a layer without its bias", {DC_OUT: "return x @ (W * mask / (1 - p_drop))", DC_TEST: "return x @ W"},
     "the bias is part of the layer, in training and at test. Add it."),
    ("weights that were overwritten", {DC_OUT: "W *= mask / (1 - p_drop)\n    return x @ W + b"},
     "the weights that you cut would be lost for ever. Leave W as it is, and multiply a copy."),
]
