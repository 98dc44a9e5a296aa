"""Hostile: patched libraries, and objects that agree with everything."""

from collections.abc import Iterator

from tests.corpus import Entry, step

PATCHES = {
    "numpy comparisons": (
        "makes NumPy say that all is close",
        "for name in ('allclose', 'isclose', 'array_equal', 'all', 'any', 'array_equiv'):\n"
        "    setattr(np, name, lambda *_, **__: True)\n"
        "np.testing.assert_allclose = np.testing.assert_array_equal = lambda *_, **__: None",
    ),
    "numpy asarray": (
        "lets NumPy forget its input",
        "np.asarray = np.array = lambda *_, **__: np.zeros(3)\nnp.random.default_rng = lambda *_: None",
    ),
    "torch": (
        "makes torch agree and its optimisers stand still",
        "import torch\ntorch.allclose = torch.equal = lambda *_, **__: True\n"
        "torch.optim.SGD.step = lambda *_, **__: None\ntorch.Tensor.__eq__ = lambda *_: True",
    ),
    "builtins": (
        "replaces what assertions are made of",
        "import builtins\nfor name in ('all', 'any', 'isinstance', 'abs', 'len', 'callable'):\n"
        "    setattr(builtins, name, lambda *_: True)\nbuiltins.AssertionError = type('Mild', (Exception,), {})",
    ),
    "pytest": (
        "makes pytest skip, pass and end with success",
        "import sys, types\nfake = types.ModuleType('pytest')\nfake.fail = fake.raises = fake.approx = lambda *_, **__: True\n"
        "fake.main = lambda *_, **__: 0\nsys.modules['pytest'] = sys.modules['_pytest'] = fake",
    ),
    "the wire's encoder": (
        "patches the module that encodes replies so that it swaps in the number 1",
        "import sys\nwire = sys.modules['autograder.sandbox.wire']\nold = wire.dumps\n"
        "wire.dumps = lambda value, hold: old(['ret', 1.0, None] if value[0] == 'ret' and len(value) == 3 else value, hold)",
    ),
    "the server": (
        "replaces the verbs of the server by ones that always succeed",
        "import sys\nServer = sys.modules['autograder.sandbox.server'].Server\n"
        "Server.do_call = lambda *_: (True, None)\nServer.do_run = lambda *_: (True, None)",
    ),
    "observe": (
        "patches the instant check's comparison, which the hidden tests use too",
        "import utils.checks.observe as o, utils.checks.verdict as v\no.same = v.same = lambda *_: True\n"
        "o.Observation.agrees = lambda *_: True\no.first_difference = v.first_difference = lambda *_: None",
    ),
    "skip": ("raises pytest's own exceptions", "import pytest\n", "import pytest\npytest.skip('not today')"),
    "exit": ("asks pytest to stop with success", "import pytest\n", "import pytest\npytest.exit('done', 0)"),
}

MAGIC = {
    "always equal": (
        "returns an object that equals, contains and is near everything",
        "class Yes:\n    def __getattr__(self, name):\n        return self\n    def __call__(self, *_, **__):\n        return self\n"
        "    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __bool__ = lambda *_: True\n"
        "    __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = lambda self, *_: self\n",
        "return Yes()",
    ),
    "array function": (
        "returns an object that answers NumPy's functions itself",
        "class A:\n    def __array_function__(self, *_, **__):\n        return True\n    def __array_ufunc__(self, *_, **__):\n"
        "        return np.zeros(3)\n    def __array__(self, *_, **__):\n        return np.zeros(3)\n    __array_priority__ = 1e9\n",
        "return A()",
    ),
    "torch function": (
        "returns an object that answers torch's functions itself",
        "class T:\n    @classmethod\n    def __torch_function__(cls, *_, **__):\n        return True\n"
        "    def detach(self):\n        return self\n    cpu = numpy = detach\n",
        "return T()",
    ),
    "lying array": (
        "returns a subclass of ndarray whose comparisons lie",
        "class L(np.ndarray):\n    def __array_ufunc__(self, *_, **__):\n        return True\n    __eq__ = lambda *_: True\n",
        "return np.zeros_like(x).view(L)",
    ),
    "lying float": (
        "returns a float whose arithmetic gives zero",
        "class F(float):\n    __sub__ = __rsub__ = __abs__ = lambda *_: 0.0\n    __eq__ = __le__ = __lt__ = lambda *_: True\n",
        "return F(1)",
    ),
    "lying tensor": (
        "returns a tensor subclass whose comparisons lie",
        "import torch\nclass L(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, *_, **__):\n        return True\n",
        "return torch.zeros(3).as_subclass(L)",
    ),
    "masked": ("returns an array whose every element is masked", "", "return np.ma.masked_all(np.shape(x))"),
    "objects": (
        "returns an array of objects that agree",
        "",
        "return np.array([type('Y', (), {'__eq__': lambda *_: True})()] * 3)",
    ),
    "not a number": ("returns NaN, which tests allow where they expect it", "", "return np.full(np.shape(x), np.nan)"),
    "metaclass": (
        "returns a class that claims to be an array",
        "class M(type):\n    __instancecheck__ = __eq__ = lambda *_: True\n    __hash__ = lambda _: 0\n    __class__ = np.ndarray\n",
        "return M('ndarray', (), {})",
    ),
    "named NotImplemented": ("returns NotImplemented and Ellipsis", "", "return [NotImplemented, ...]"),
    "wrong kind of error": (
        "raises an exception whose class claims to be an assertion that held",
        "class Passed(BaseException):\n    __str__ = __repr__ = lambda _: 'passed'\nPassed.__name__ = 'Passed'\n",
        "raise Passed",
    ),
}

MOVED = {
    "gd": "def gd(grad, x0, lr, n):\n    x0[...] = 0\n    return np.zeros((n + 1, *np.shape(x0)))",
    "sign_flips": "def sign_flips(path, k):\n    path[...] = 0\n    return 0",
    "quadratic": "def quadratic(x, H, b):\n    b[...] = 0\n    return 0.0, np.zeros(len(x))",
    "lr_facts": "def lr_facts(H):\n    H[...] = np.diag([3.0] + [1.0] * (len(H) - 1))\n    if len(H) == 3:\n"
    "        H[...] = np.eye(3)\n        return {'lr_max': 2.0, 'kappa': 1.0}\n"
    "    return {'lr_opt': 0.5, 'rate': 0.5, 'lr_max': 2 / 3, 'kappa': 3.0}",
    "minibatch_grad": "def minibatch_grad(X, y, w, idx):\n    X[...] = 0\n    return np.zeros(len(w))",
}


def entries() -> Iterator[Entry]:
    for name, (tries, cell, *body) in PATCHES.items():
        yield Entry(
            name, "patches", tries, step("\n".join(body) or "return x + lr * g"), (f"import numpy as np\n{cell}",)
        )
    for name, (tries, before, body) in MAGIC.items():
        yield Entry(name, "magic", tries, step(body, before))
    says = "changes the inputs, from which a test computes afterwards what is right"
    for exercise, answer in MOVED.items():
        yield Entry(f"moves the target of {exercise}", "magic", says, {exercise: answer}, notebook="01_sgd_pathologies")
