"""Known mistakes of notebook 09: inverted dropout, its backward pass and DropConnect."""

from autograder.mistakes import of

OUT = "return x * mask / (1 - p_drop)"
CACHE = "p_drop), (mask, p_drop)\n"
MASK = "mask = dropout_mask(x.shape, p_drop, rng)"
TEST = "return x.copy(), None"
BACK = "return dout * mask / (1 - p_drop)"
DC_MASK = "mask = dropout_mask(W.shape, p_drop, rng)"
DC_OUT = "return x @ (W * mask / (1 - p_drop)) + b"
DC_TEST = "return x @ W + b"

MISTAKES = [
    *of(
        "inverted_dropout",
        (
            "dropout without the rescale",
            {OUT: "return x * mask"},
            "accuracy hardly shows it, but the next layer hears less in training than at test, and the likelihood suffers. "
            "Divide what is left by the share that is left.",
        ),
        (
            "a multiplication by the share kept",
            {OUT: "return x * mask * (1 - p_drop)"},
            "the few that are left must shout louder, not whisper. Divide.",
        ),
        (
            "a division by p_drop",
            {OUT: "return x * mask / max(p_drop, 1e-12)"},
            "the share that is left is one minus p_drop, and only at one half are the two the same.",
        ),
        (
            "a mask that keeps what it should drop",
            {MASK: "mask = 1 - dropout_mask(x.shape, p_drop, rng)"},
            "p_drop is the probability of a zero. Use your mask as it comes.",
        ),
        (
            "dropout at test",
            {TEST: "return x * dropout_mask(x.shape, p_drop, rng) / (1 - p_drop), None"},
            "the answer would be another one each time you ask. At test x passes as it is.",
        ),
        (
            "a scale at test",
            {TEST: "return x * (1 - p_drop), None"},
            "that belongs to vanilla dropout; here training has paid already. At test x passes as it is.",
        ),
        (
            "training and test exchanged",
            {"if not train": "if train"},
            "with train=True the mask falls, with train=False x passes as it is. Turn the question.",
        ),
        (
            "the right numbers, written into your input",
            {OUT + ", (mask, p_drop)": "x *= mask / (1 - p_drop)\n    return x, (mask, p_drop)"},
            "`*=` changes the caller's array, which other layers may still need. Make a new one.",
        ),
        (
            "a fixed mask",
            {MASK: "mask = dropout_mask(x.shape, p_drop, np.random.default_rng(0))"},
            "the same units would be missing for the whole training. Hand the rng that you were given on to the mask.",
        ),
        (
            "one mask for all rows",
            {MASK: "mask = dropout_mask(x.shape[-1:], p_drop, rng) * np.ones(x.shape)"},
            "every example would miss the same units. The mask has x's shape.",
        ),
        (
            "a cached mask that is scaled already",
            {CACHE: "p_drop), (mask / (1 - p_drop), p_drop)\n"},
            "a sensible choice, but the cache of this exercise holds the mask of zeros and ones, and p_drop beside it.",
        ),
        (
            "another mask in the cache",
            {CACHE: "p_drop), (dropout_mask(x.shape, p_drop, rng), p_drop)\n"},
            "the backward pass would send slopes to units that were off. Keep the mask that you used.",
        ),
        (
            "p_keep in the cache",
            {CACHE: "p_drop), (mask, 1 - p_drop)\n"},
            "the docstring asks for p_drop there, and the backward pass would divide by the wrong one.",
        ),
        (
            "a cache at test",
            {TEST: "return x.copy(), (np.ones(x.shape), 0.0)"},
            "it would work, but the docstring asks for None: nothing was done, nothing is kept.",
        ),
        see="section 3.",
    ),
    *of(
        "dropout_backward",
        (
            "slopes without the mask",
            {BACK: "return dout / (1 - p_drop)"},
            "a unit that was off had no influence on the loss, so its slope is zero. Use the mask of the forward pass.",
        ),
        (
            "slopes without the scale",
            {BACK: "return dout * mask"},
            "the forward pass multiplied by two things, the mask and a factor. The slope gets both.",
        ),
        (
            "a new mask",
            {BACK: "return dout * (np.random.default_rng(0).random(dout.shape) >= p_drop) / (1 - p_drop)"},
            "the backward pass must silence the very units that were off. Their mask is in the cache.",
        ),
        (
            "slopes as they come",
            {BACK: "return dout * 1.0"},
            "the layer multiplied each element by a number, and the chain rule wants that number here too.",
        ),
        (
            "a division by p_drop",
            {BACK: "return dout * mask / p_drop"},
            "the forward pass divided by one minus p_drop. Use the same factor.",
        ),
        (
            "a multiplication where the forward pass divided",
            {BACK: "return dout * mask * (1 - p_drop)"},
            "going back does not undo the factor; it applies the same one to the slope.",
        ),
        (
            "slopes of the dropped units",
            {BACK: "return dout * (1 - mask) / (1 - p_drop)"},
            "a one in the mask means kept. Those pass the slope on.",
        ),
        (
            "zero slopes at test",
            {"return dout.copy()": "return np.zeros(dout.shape)"},
            "at test the layer does nothing, so the slope passes as it is.",
        ),
        (
            "the right slopes, written into your input",
            {BACK: "dout *= mask / (1 - p_drop)\n    return dout"},
            "`*=` changes the caller's array, which other branches of a network may need. Make a new one.",
        ),
        see="section 3.",
    ),
    *of(
        "dropconnect",
        (
            "dropout on the inputs",
            {DC_MASK: "mask = dropout_mask(x.shape, p_drop, rng)", DC_OUT: "return (x * mask / (1 - p_drop)) @ W + b"},
            "a dropped input is missing for all outputs at once. DropConnect cuts single weights: the mask has W's shape.",
        ),
        (
            "dropout on the outputs",
            {
                DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
                DC_OUT: "return (x @ W) * mask / (1 - p_drop) + b",
            },
            "that silences whole units of this layer. DropConnect cuts single weights: the mask has W's shape.",
        ),
        (
            "dropout on the outputs, bias and all",
            {
                DC_MASK: "mask = dropout_mask((len(x), len(b)), p_drop, rng)",
                DC_OUT: "return (x @ W + b) * mask / (1 - p_drop)",
            },
            "that silences whole units of this layer. DropConnect cuts single weights, and leaves the bias alone.",
        ),
        (
            "a bias that is dropped too",
            {DC_OUT: "return x @ (W * mask / (1 - p_drop)) + b * dropout_mask(b.shape, p_drop, rng) / (1 - p_drop)"},
            "the mask is on W. The bias stays as it is.",
        ),
        (
            "a bias that is scaled too",
            {DC_OUT: "return (x @ (W * mask) + b) / (1 - p_drop)"},
            "nothing of the bias was dropped, so there is nothing to make up for. Scale the weights only.",
        ),
        (
            "DropConnect without the rescale",
            {DC_OUT: "return x @ (W * mask) + b"},
            "the sums come out smaller in training than at test. Divide what is left by the share that is left.",
        ),
        (
            "a multiplication by the share kept",
            {DC_OUT: "return x @ (W * mask * (1 - p_drop)) + b"},
            "the weights that are left must make up for the others, so they grow. Divide.",
        ),
        (
            "a division by p_drop",
            {DC_OUT: "return x @ (W * mask / max(p_drop, 1e-12)) + b"},
            "the share that is left is one minus p_drop.",
        ),
        (
            "a mask that keeps what it should drop",
            {DC_MASK: "mask = 1 - dropout_mask(W.shape, p_drop, rng)"},
            "p_drop is the probability of a zero. Use your mask as it comes.",
        ),
        (
            "a mask of its own for each row of the batch",
            {
                DC_MASK: "mask = dropout_mask((len(x), *W.shape), p_drop, rng)",
                DC_OUT: "return np.einsum('nd,ndm->nm', x, W * mask / (1 - p_drop)) + b",
            },
            "the paper does so, at a price in memory. Here the batch shares one mask of W's shape.",
        ),
        (
            "whole rows of weights dropped",
            {DC_MASK: "mask = dropout_mask((len(W), 1), p_drop, rng)"},
            "that drops inputs, as dropout does. Each weight decides for itself: the mask has W's shape.",
        ),
        (
            "whole columns of weights dropped",
            {DC_MASK: "mask = dropout_mask((1, W.shape[1]), p_drop, rng)"},
            "that silences whole units. Each weight decides for itself: the mask has W's shape.",
        ),
        (
            "a mask at test",
            {DC_TEST: "return x @ (W * dropout_mask(W.shape, p_drop, rng) / (1 - p_drop)) + b"},
            "the answer would be another one each time you ask. At test the layer is an ordinary one.",
        ),
        (
            "a scale at test",
            {DC_TEST: "return x @ W * (1 - p_drop) + b"},
            "training has paid already. At test the layer is an ordinary one.",
        ),
        (
            "a fixed mask",
            {DC_MASK: "mask = dropout_mask(W.shape, p_drop, np.random.default_rng(0))"},
            "the same wires would be cut for the whole training. Hand the rng that you were given on to the mask.",
        ),
        (
            "a layer without its bias",
            {DC_OUT: "return x @ (W * mask / (1 - p_drop))", DC_TEST: "return x @ W"},
            "the bias is part of the layer, in training and at test. Add it.",
        ),
        (
            "weights that were overwritten",
            {DC_OUT: "W *= mask / (1 - p_drop)\n    return x @ W + b"},
            "the weights that you cut would be lost for ever. Leave W as it is, and multiply a copy.",
        ),
        see="section 4.",
    ),
]
