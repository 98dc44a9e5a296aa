"""Values across the border: exact copies of plain data, never objects that could act.

A frame is a msgpack header and raw array buffers beside it. In the header, plain scalars stand for themselves and
everything else is a list that begins with a tag: ["t", ...] a tuple, ["a", dtype, shape, n] the array in buffer n.
Nothing but the kinds named here is ever built by `loads`, and every size is bounded before memory is taken.
"""

import math
import socket
import struct
import time
from collections.abc import Callable, Iterable
from typing import Any

import msgpack
import numpy as np

MAX_FRAME = 64 << 20
MAX_HEADER = 4 << 20
"""One byte of it can become a hundred in memory; arrays travel beside it."""
MAX_BUFFERS = 4096
CHUNK = 1 << 16
MAX_DEPTH = 32
MAX_ITEMS = 200_000
MAX_DIGITS = 400
RAISED = "raised by the function you were given"
"""What the student's code reads of an exception of ours, whose own text could quote hidden data."""
KINDS = "biufcU"  # of numpy dtypes: no objects, no structures
PLAIN = (int, float, str, tuple, list, np.ndarray)
"""Subclasses of these travel as these: a caller that unpacks or compares them sees no difference."""

Hold = Callable[[object], tuple[int, str]]
"""hold(obj) keeps what cannot travel and returns its number and type name."""
Lend = Callable[[int, str], object]
"""lend(number, type name) gives the stand-in for the other side's object, or one's own object back."""


class WireError(Exception):
    """The other side sent what no honest side sends."""


class Unsendable(TypeError):
    """A value that has no form on the wire."""


def dumps(value, hold: Hold) -> list:
    """The frame of `value`: header first, then buffers. Raises Unsendable."""
    buffers: list[bytes | memoryview] = []
    try:
        header = bytes(msgpack.packb(_encode(value, hold, buffers, 0)) or b"")
    except (ValueError, OverflowError, UnicodeError) as error:
        raise Unsendable(f"cannot send this value: {error}") from None
    if len(buffers) > MAX_BUFFERS or len(header) > MAX_HEADER or len(header) + sum(map(len, buffers)) > MAX_FRAME:
        raise Unsendable(f"the value is larger than {MAX_FRAME >> 20} MB")
    return [header, *buffers]


def _encode(value, hold: Hold, buffers: list, depth: int):
    kind = type(value)
    if value is None or kind in (bool, float, str, bytes):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**64 else ["i", _digits(value)]
    if depth > MAX_DEPTH:
        raise Unsendable(f"the value is nested more than {MAX_DEPTH} deep")

    def inner(items) -> list:
        return [_encode(item, hold, buffers, depth + 1) for item in items]

    if kind in (list, tuple, set, frozenset):
        return [{list: "l", tuple: "t"}.get(kind, "s"), *inner(value)]
    if isinstance(value, dict):
        return ["d", *inner(value.keys()), *inner(value.values())]
    if kind is complex:
        return ["c", value.real, value.imag]
    if kind is np.ndarray and value.dtype.kind in KINDS:
        return ["a", *_array(value, buffers)]
    if kind is np.random.Generator and type(value.bit_generator) is np.random.PCG64:
        state: Any = value.bit_generator.state
        return ["g", *map(_digits, state["state"].values()), state["has_uint32"], state["uinteger"]]
    if kind.__module__.startswith("torch") and kind.__name__ in ("Tensor", "Parameter"):
        return ["x", *_array(value.detach().cpu().numpy(), buffers), value.requires_grad]
    if isinstance(value, np.generic) and value.dtype.kind in KINDS:
        return ["n", *_array(np.asarray(value), buffers)]
    for plain in PLAIN:
        if isinstance(value, plain) and kind is not plain:
            return _encode(_as(plain, value), hold, buffers, depth)
    return ["o", *hold(value)]


def _as(plain: type, value):
    """The value of a subclass as what it is: a named tuple as a tuple, a member of an IntEnum as an int."""
    return np.asarray(value).view(np.ndarray) if plain is np.ndarray else plain(value)


def _array(array: np.ndarray, buffers: list) -> tuple:
    flat = np.ascontiguousarray(array)
    plain = flat.size and flat.dtype.kind != "U"
    buffers.append(flat.reshape(-1).view(np.uint8).data if plain else flat.tobytes())
    return flat.dtype.str, list(array.shape), len(buffers) - 1


def generators(args: Iterable, kwargs: dict) -> list[np.random.Generator]:
    """Those among the arguments of a call, in order."""
    return [value for value in (*args, *kwargs.values()) if type(value) is np.random.Generator]


def _digits(number: int) -> str:
    if abs(number) >= 10**MAX_DIGITS:
        raise Unsendable(f"an integer has more than {MAX_DIGITS} digits")
    return str(number)


def loads(frame: list[bytes], lend: Lend) -> Any:
    """The value of a frame; raises WireError for anything that `dumps` cannot have written."""
    buffers = dict(enumerate(frame[1:]))
    limits = {"max_array_len": MAX_ITEMS, "max_map_len": 0, "max_ext_len": 0}
    try:
        return _decode(msgpack.unpackb(frame[0], strict_map_key=True, **limits), lend, buffers, 0)
    except WireError:
        raise
    except Exception as error:  # whatever a forged frame provokes in msgpack or numpy
        raise WireError(f"{type(error).__name__}: {error}"[:200]) from None


def _decode(node, lend: Lend, buffers: dict, depth: int):
    if type(node) is not list:
        return node
    if depth > MAX_DEPTH or not node:
        raise WireError("nested too deeply, or empty")
    tag, *body = node

    def inner(items) -> list:
        return [_decode(item, lend, buffers, depth + 1) for item in items]

    if tag in ("l", "t", "s"):
        return {"l": list, "t": tuple, "s": set}[tag](inner(body))
    if tag == "d" and len(body) % 2 == 0:
        half = len(body) // 2
        return dict(zip(inner(body[:half]), inner(body[half:]), strict=True))
    if tag == "i" and len(body[0]) <= MAX_DIGITS + 1:
        return int(body[0])
    if tag == "c":
        return complex(*body)
    if tag in ("a", "n", "x"):
        return _rebuild(tag, body, buffers)
    if tag == "g":
        return _generator(body)
    if tag == "o" and type(body[0]) is int and type(body[1]) is str:
        return lend(body[0], body[1][:80])
    raise WireError(f"unknown tag {str(tag)[:20]!r}")


def _rebuild(tag: str, body: list, buffers: dict):
    """An array, a numpy scalar or a tensor from its buffer, which is used up."""
    code, shape, index = body[:3]
    dtype = np.dtype(str(code)[:8])
    raw = buffers.pop(index)
    if dtype.kind not in KINDS or len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("array header")
    if math.prod(shape) * dtype.itemsize != len(raw):
        raise WireError("array size does not match its data")
    array = np.frombuffer(bytearray(raw), dtype).reshape(shape)
    if tag == "a":
        return array
    if tag == "n":
        return array[()]
    import torch

    return torch.from_numpy(array).requires_grad_(body[3] is True)


def _generator(body: list) -> np.random.Generator:
    state, increment, has, word = body
    bits = np.random.PCG64()
    words = {"state": int(state), "inc": int(increment)}
    bits.state = {"bit_generator": "PCG64", "state": words, "has_uint32": int(has), "uinteger": int(word)}  # pyright: ignore[reportAttributeAccessIssue]
    return np.random.Generator(bits)


class Channel:
    """Frames over a stream socket: lengths, header, buffers. Every wait can have a deadline."""

    def __init__(self, sock: socket.socket):
        self.socket = sock
        self._ahead = bytearray()
        """Received, and not yet asked for: one system call brings a whole small message."""

    def send(self, frame: list[bytes], deadline: float | None = None) -> None:
        """Raises TimeoutError at the deadline (of `time.monotonic`), OSError when the other side has gone."""
        lengths = [len(part) for part in frame]
        head = struct.pack(f"<{len(frame) + 1}I", len(frame), *lengths)
        self._write(head + b"".join(frame) if sum(lengths) < 65536 else head, deadline)
        if sum(lengths) >= 65536:
            for part in frame:
                self._write(part, deadline)

    def receive(self, deadline: float | None = None) -> list[bytes]:
        """Raises TimeoutError, EOFError, OSError, or WireError for a frame that is too big."""
        (count,) = struct.unpack("<I", self._read(4, deadline))
        if not 1 <= count <= MAX_BUFFERS + 1:
            raise WireError(f"a frame of {count} parts")
        lengths = struct.unpack(f"<{count}I", self._read(4 * count, deadline))
        if sum(lengths) > MAX_FRAME or lengths[0] > MAX_HEADER:
            raise WireError(f"a frame of {sum(lengths)} bytes")
        return [self._read(length, deadline) for length in lengths]

    def close(self) -> None:
        self.socket.close()

    def _write(self, data, deadline: float | None) -> None:
        self._arm(deadline)
        self.socket.sendall(data)

    def _read(self, size: int, deadline: float | None) -> bytes:
        while len(self._ahead) < size:
            self._arm(deadline)
            got = self.socket.recv(max(CHUNK, size - len(self._ahead)))
            if not got:
                raise EOFError("the other side has gone")
            self._ahead += got
        data = bytes(memoryview(self._ahead)[:size])
        del self._ahead[:size]
        return data

    def _arm(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self.socket.settimeout(left)
