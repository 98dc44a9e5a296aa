"""MNIST and CIFAR-10 as their authors published them: from a local folder, or downloaded once with a checksum.

The course needs neither. Set DOWNHILL_DATA to a folder that holds `mnist/` or `cifar-10-batches-bin/`.
"""

import gzip
import math
import os
import tarfile
import zlib
from pathlib import Path

import numpy as np
import pooch

Split = tuple[np.ndarray, np.ndarray]

MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
MNIST_MD5 = {
    "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
}
CIFAR_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
CIFAR_MD5 = "c32a1d4ab5d03f1284b67883e8d87530"
CIFAR_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_RECORD = 1 + 3 * 32 * 32


class Absent(OSError):
    """The data are neither on this machine nor available from the network; the text says where to put them."""


def mnist(folder: str | Path | None = None, download: bool = False) -> tuple[Split, Split]:
    """MNIST (LeCun et al., 1998): ((X, y), (X_test, y_test)), X float32 (n, 28, 28) in [0, 1], y int64.

    Looks into `folder`, else into $DOWNHILL_DATA/mnist, else into the cache of earlier downloads, which `download`
    fills (12 MB). Raises Absent where the files cannot be had and ValueError where one is damaged.
    """
    found = _local(folder, "mnist", next(iter(MNIST_MD5)))
    paths = {name: (found or _cache("mnist")) / name for name in MNIST_MD5}
    if found is None:
        for name, md5 in MNIST_MD5.items():
            paths[name] = _download(MNIST_URL + name, md5, "mnist", download)
    part = {name.split("-idx")[0]: _idx(path) for name, path in paths.items()}
    return tuple(
        (part[f"{split}-images"].astype(np.float32) / 255, part[f"{split}-labels"].astype(np.int64))
        for split in ("train", "t10k")
    )


def cifar10(folder: str | Path | None = None, download: bool = False) -> tuple[Split, Split]:
    """CIFAR-10 (Krizhevsky, 2009): ((X, y), (X_test, y_test)), X float32 (n, 32, 32, 3) in [0, 1], y int64.

    Looks into `folder`, else into $DOWNHILL_DATA/cifar-10-batches-bin, else into the cache of earlier downloads,
    which `download` fills (170 MB). A folder may hold fewer than the five training batches. Raises as `mnist` does.
    """
    found = _local(folder, "cifar-10-batches-bin", "test_batch.bin")
    found = found or _unpacked(_download(CIFAR_URL, CIFAR_MD5, "cifar", download))
    batches = [_records(path) for path in sorted(found.glob("data_batch_*.bin"))]
    if not batches:
        raise Absent(f"{found} holds a test_batch.bin but no data_batch_1.bin; copy the training batches there")
    train = tuple(np.concatenate(parts) for parts in zip(*batches, strict=True))
    return train, _records(found / "test_batch.bin")


def _local(folder: str | Path | None, name: str, member: str) -> Path | None:
    """The folder that holds the files; a folder named by the caller must."""
    if folder is not None:
        if not (Path(folder) / member).exists():
            raise Absent(f"folder={str(folder)!r} has no {member}; name the folder that holds the files of {name}")
        return Path(folder)
    home = os.environ.get("DOWNHILL_DATA")
    return Path(home) / name if home and (Path(home) / name / member).exists() else None


def _cache(name: str) -> Path:
    return Path(pooch.os_cache("downhill")) / name


def _download(url: str, md5: str, name: str, allowed: bool) -> Path:
    """The file of `url` in the cache; fetched, if that is allowed, and checked."""
    path = _cache(name) / url.rsplit("/", 1)[1]
    if not path.exists() and not allowed:
        raise Absent(
            f"{path.name} is not on this machine: call with download=True, or put it into a folder {path.parent.name}/ "
            "below the folder that the environment variable DOWNHILL_DATA names"
        )
    pooch.get_logger().setLevel("WARNING")
    try:
        return Path(pooch.retrieve(url, f"md5:{md5}", fname=path.name, path=path.parent))
    except OSError as error:  # requests' errors are OSErrors too
        raise Absent(f"cannot download {url} ({type(error).__name__}): are you offline?") from error


def _unpacked(archive: Path) -> Path:
    """The folder of the unpacked archive, beside it; made whole or not at all."""
    folder = archive.parent / "cifar-10-batches-bin"
    if not folder.exists():
        half = archive.parent / f"unpacking-{os.getpid()}"
        with tarfile.open(archive) as file:
            file.extractall(half, filter="data")
        (half / folder.name).rename(folder)
        half.rmdir()
    return folder


def _idx(path: Path) -> np.ndarray:
    """The uint8 array of an .idx.gz file: two zero bytes, type 8, number of axes, big-endian sizes, data."""
    try:
        with gzip.open(path) as file:
            raw = file.read()
    except FileNotFoundError:
        raise Absent(f"{path} is missing beside the other files of MNIST; copy it there") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is damaged ({error}); delete it and fetch it again") from None
    axes = raw[3] if raw[:3] == b"\0\0\x08" else 0
    shape = [int.from_bytes(raw[4 * k : 4 * k + 4]) for k in range(1, axes + 1)]
    values = np.frombuffer(raw[4 + 4 * axes :], np.uint8)
    if not values.size or values.size != math.prod(shape):
        raise ValueError(f"{path} is not a whole .idx file of bytes; delete it and fetch it again")
    return values.reshape(shape)


def _records(path: Path) -> Split:
    """Images and labels of one binary batch: a label byte, then 1024 red, green and blue bytes."""
    raw = np.fromfile(path, np.uint8)
    if not raw.size or raw.size % _RECORD:
        raise ValueError(f"{path} has {raw.size} bytes, no multiple of {_RECORD}; delete it and fetch it again")
    rows = raw.reshape(-1, _RECORD)
    images = rows[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images, dtype=np.float32) / 255, rows[:, 0].astype(np.int64)
