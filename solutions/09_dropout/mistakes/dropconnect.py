"""Known mistakes of `dropconnect`."""

DC_MASK = "mask = dropout_mask(W.shape, p_drop, rng)"
DC_OUT = "return x @ (W * mask / (1 - p_drop)) + b"
DC_TEST = "return x @ W + b"

SEE = "section 4."
MISTAKES = [
    ("dropout on the inputs",
     {DC_MASK: "mask = dropout_mask(x.shape, p_drop, rng)", DC_OUT: "return (x * mask / (1 - p_drop)) @ W + b"},
     "a dropped input is missing for all outputs at once. DropConnect drops single weights: the mask has W's shape."),
    ("dropout on the outputs", {
        DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
        DC_OUT: "return (x @ W) * mask / (1 - p_drop) + b",
     }, "that drops whole units of this layer. DropConnect drops single weights: the mask has W's shape."),
    ("dropout on the outputs, bias included", {
        DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
        DC_OUT: "return (x @ W + b) * mask / (1 - p_drop)",
     }, "that drops whole units of this layer. DropConnect drops single weights, and leaves the bias alone."),
    ("a bias that is dropped too",
     {DC_OUT: "return x @ (W * mask / (1 - p_drop)) + b * dropout_mask(b.shape, p_drop, rng) / (1 - p_drop)"},
     "the mask is on W. The bias stays as it is."),
    ("a bias that is scaled too", {DC_OUT: "return (x @ (W * mask) + b) / (1 - p_drop)"},
     "nothing of the bias was dropped, so it needs no compensation. Scale the weights only."),
    ("DropConnect without rescaling", {DC_OUT: "return x @ (W * mask) + b"},
     "the sums are smaller in training than at test. Divide the remaining weights by the fraction that is kept."),
    ("multiplying by the kept fraction instead of dividing", {DC_OUT: "return x @ (W * mask * (1 - p_drop)) + b"},
     "the weights that are left must make up for the others, so they have to grow. Divide."),
    ("a division by p_drop", {DC_OUT: "return x @ (W * mask / max(p_drop, 1e-12)) + b"},
     "divide by the fraction that is kept, which is one minus p_drop."),
    ("a mask with kept and dropped weights swapped", {DC_MASK: "mask = 1 - dropout_mask(W.shape, p_drop, rng)"},
     "your mask is already 0 where a weight is dropped. Use it as it comes."),
    ("a separate mask for each row of the batch", {
        DC_MASK: "mask = dropout_mask((len(x), *W.shape), p_drop, rng)",
        DC_OUT: "return np.einsum('nd,ndm->nm', x, W * mask / (1 - p_drop)) + b",
     }, "the paper does this, at the cost of memory. Here the batch shares one mask of W's shape."),
    ("whole rows of weights dropped", {DC_MASK: "mask = dropout_mask((len(W), 1), p_drop, rng)"},
     "that drops inputs, as dropout does. Each weight is dropped independently: the mask has W's shape."),
    ("whole columns of weights dropped", {DC_MASK: "mask = dropout_mask((1, W.shape[1]), p_drop, rng)"},
     "that drops whole units. Each weight is dropped independently: the mask has W's shape."),
    ("a mask at test", {DC_TEST: "return x @ (W * dropout_mask(W.shape, p_drop, rng) / (1 - p_drop)) + b"},
     "the predictions would change from call to call. At test this is an ordinary linear layer."),
    ("a scale at test", {DC_TEST: "return x @ W * (1 - p_drop) + b"},
     "the scaling was already done in training. At test this is an ordinary linear layer."),
    ("a fixed mask", {DC_MASK: "mask = dropout_mask(W.shape, p_drop, np.random.default_rng(0))"},
     "the same weights would be missing throughout training. Pass the rng that you were given to the mask."),
    ("a layer without its bias", {DC_OUT: "return x @ (W * mask / (1 - p_drop))", DC_TEST: "return x @ W"},
     "the bias is part of the layer, in training and at test. Add it."),
    ("a bias forgotten in training", {DC_OUT: "return x @ (W * mask / (1 - p_drop))"},
     "only weights are dropped. The bias is added in training as it is at test."),
    ("weights overwritten with the masked ones", [
        {DC_MASK: DC_MASK + "\n    W *= mask"},
        {DC_MASK: DC_MASK + "\n    W *= mask / (1 - p_drop)", DC_OUT: "return x @ W + b"},
     ],
     "the dropped weights would be lost forever. Leave W as it is, and mask a copy."),
]
