"""The wire carries exact values, and a hostile other end gains nothing."""

import enum
import random
import socket
import time
from collections import OrderedDict, namedtuple

import msgpack
import numpy as np
import pytest
import torch

from autograder.sandbox import wire


def nothing(*_):
    raise wire.Unsendable("an object")


def there_and_back(value):
    return wire.loads(wire.dumps(value, nothing), nothing)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -(10**50),
        2.5,
        float("inf"),
        "é",
        b"\0",
        1 + 2j,
        [1, [2]],
        (1, ()),
        {1, "a"},
        {"a": (1,), 2: None},
    ],
    ids=lambda value: type(value).__name__,
)
def test_plain_values_arrive_as_they_were(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4", "u1", "?", "c16", "U3", ">f8"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 2)], ids=str)
def test_arrays_keep_shape_dtype_and_bytes(dtype, shape):
    array = np.ones(shape, dtype)
    back = there_and_back(array)
    assert back.dtype == array.dtype
    assert back.shape == shape
    assert back.tobytes() == array.tobytes()
    assert back.flags.writeable


def test_numpy_scalars_tensors_and_generators_travel():
    assert type(there_and_back(np.float32(2))) is np.float32
    tensor = there_and_back(torch.ones(2, requires_grad=True))
    assert tensor.requires_grad and tensor.tolist() == [1, 1]
    assert not there_and_back(torch.ones(2)).requires_grad
    assert not there_and_back(torch.nn.Parameter(torch.ones(2), requires_grad=False)).requires_grad
    rng = np.random.default_rng(1)
    rng.random()
    assert there_and_back(rng).random() == rng.random()


def test_nan_is_nan():
    assert np.isnan(there_and_back(float("nan")))


class Liar(np.ndarray):
    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    "value",
    [object(), np.array([object()]), np.array([object()]).view(Liar), lambda: 1, (n for n in range(3))],
    ids=lambda v: type(v).__name__,
)
def test_whatever_could_act_does_not_travel_by_value(value):
    with pytest.raises(wire.Unsendable):
        wire.dumps(value, nothing)


Pair = namedtuple("Pair", "a b")


class Kind(enum.IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Pair(1, 2.0), (1, 2.0)),
        (Kind.ONE, 1),
        (type("F", (float,), {})(1.5), 1.5),
        (type("S", (str,), {})("x"), "x"),
        (type("L", (list,), {})([1]), [1]),
        (OrderedDict(a=1), {"a": 1}),
        (np.ones(2).view(Liar), np.ones(2)),
        (np.ma.masked_array([1, 2], [0, 1]), np.array([1, 2])),
    ],
    ids=lambda v: type(v).__name__,
)
def test_subclasses_of_plain_kinds_travel_as_what_they_are(value, plain):
    back = there_and_back(value)
    assert type(back) is type(plain)
    assert np.array_equal(back, plain) if isinstance(plain, np.ndarray) else back == plain


def test_depth_and_size_are_bounded():
    deep = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(wire.Unsendable, match="nested"):
        wire.dumps(deep, nothing)
    with pytest.raises(wire.Unsendable, match="larger"):
        wire.dumps(np.zeros(wire.MAX_FRAME), nothing)
    with pytest.raises(wire.Unsendable, match="digits"):
        wire.dumps(10**1000, nothing)


FORGED = {
    "object dtype": [msgpack.packb(["a", "O", [1], 0]), b"\0" * 8],
    "void dtype": [msgpack.packb(["a", "V8", [1], 0]), b"\0" * 8],
    "shape too big": [msgpack.packb(["a", "<f8", [2**40], 0]), b"\0" * 8],
    "negative shape": [msgpack.packb(["a", "<f8", [-1], 0]), b"\0" * 8],
    "shape of floats": [msgpack.packb(["a", "<f8", [1.0], 0]), b"\0" * 8],
    "no such buffer": [msgpack.packb(["a", "<f8", [1], 7]), b"\0" * 8],
    "one buffer twice": [msgpack.packb(["l", ["a", "<f8", [1], 0], ["a", "<f8", [1], 0]]), b"\0" * 8],
    "unknown tag": [msgpack.packb(["pickle", b"cos\nsystem\n"])],
    "empty list": [msgpack.packb([])],
    "unhashable key": [msgpack.packb(["d", ["l"], 1])],
    "a map": [b"\x81\xa1a\x01"],
    "an extension": [msgpack.packb(msgpack.ExtType(5, b"x"))],
    "giant int": [msgpack.packb(["i", "9" * 10**6])],
    "nested lists": [b"\x91" * 100_000],
    "long list announced": [b"\xdd\xff\xff\xff\xff"],
    "bad utf-8": [b"\xa1\xff"],
    "number beyond its range": [msgpack.packb(["g", "-1", "x", 0, 0])],
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_frames_are_refused(name):
    with pytest.raises(wire.WireError):
        wire.loads(FORGED[name], nothing)


def test_mutated_frames_do_no_more_than_fail():
    source = random.Random(5)
    value = {"w": np.arange(6.0).reshape(2, 3), "t": 3, "names": ["a", ("b", 2.5)], "s": {1, 2}}
    frame = [bytes(part) for part in wire.dumps(value, nothing)]
    refused = 0
    for _ in range(10_000):
        parts = [bytearray(part) for part in frame]
        for _ in range(source.randint(1, 4)):
            part = source.choice(parts)
            part[source.randrange(len(part))] = source.randrange(256)
        try:
            wire.loads([bytes(part) for part in parts], nothing)
        except (wire.WireError, wire.Unsendable):
            refused += 1
    assert refused > 1000


def test_a_frame_that_announces_too_much_is_refused_before_it_is_read():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall((1).to_bytes(4, "little") + (2**31).to_bytes(4, "little"))
        with pytest.raises(wire.WireError):
            wire.Channel(ours).receive(time.monotonic() + 5)


def announced(*numbers: int):
    """What the channel makes of the other side announcing this, and then closing."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(b"".join(number.to_bytes(4, "little") for number in numbers))
        return wire.Channel(ours).receive(time.monotonic() + 60)


@pytest.mark.parametrize(
    "numbers", [(0,), (5000, *[0] * 5000), (2**32 - 1,), (1, 5 << 20), (2, 1 << 10, 65 << 20)], ids=lambda n: str(n[:3])
)
def test_what_is_announced_is_bounded_in_number_in_header_and_in_all(numbers):
    with pytest.raises(wire.WireError, match="a frame of"):
        announced(*numbers)


def test_a_frame_within_its_bounds_is_waited_for():
    with pytest.raises(EOFError):
        announced(4000, *[0] * 3999)


def test_a_header_is_bounded_by_itself():
    """A byte of it can become a hundred in memory: a text of 5 MB is refused where an array of 5 MB is not."""
    wire.dumps(np.zeros(5 << 20, np.uint8), nothing)
    with pytest.raises(wire.Unsendable, match="larger"):
        wire.dumps("x" * (5 << 20), nothing)


def test_a_received_value_is_nested_no_deeper_than_one_that_is_sent():
    header: list = ["l"]
    for _ in range(100):
        header = ["l", header]
    with pytest.raises(wire.WireError, match="nested too deeply"):
        wire.loads([msgpack.packb(header)], nothing)


@pytest.mark.parametrize("digits", [wire.MAX_DIGITS + 2, 4000])
def test_a_received_integer_has_no_more_digits_than_one_that_is_sent(digits):
    with pytest.raises(wire.WireError, match="unknown tag"):
        wire.loads([msgpack.packb(["i", "9" * digits])], nothing)


def test_every_wait_ends_at_its_deadline():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            wire.Channel(ours).receive(start + 0.2)
        assert time.monotonic() - start < 2
