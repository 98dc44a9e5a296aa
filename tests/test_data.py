"""The data: the same letters on every machine, the originals whole or a clear error."""

import gzip
import hashlib
import http.server
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from utils.data import Absent, cifar10, letters, load_digits, mnist, originals

HERE = Path(os.environ.get("DOWNHILL_DATA", "/nowhere"))
"""The originals, where a tester has them."""


def test_letters_are_the_same_pixels_whatever_the_fonts_of_this_machine():
    X, y = letters(64, seed=3)
    assert (X.shape, X.dtype, y.shape, y.dtype) == ((64, 8, 8), np.float32, (64,), np.int64)
    assert X.min() >= 0 and X.max() <= 1
    digest = hashlib.sha256(np.round(X * 50).astype(np.uint8).tobytes() + y.tobytes()).hexdigest()
    assert digest[:16] == "0aaf1456d715ca19"
    assert not np.array_equal(X, letters(64, seed=4)[0])


def test_letters_are_told_apart_and_sizes_agree():
    """Nearest class mean: far better than chance, far from perfect."""
    X, y = letters(4000, seed=0, characters="AEIOU")
    means = np.stack([X[:2000][y[:2000] == c].mean(0) for c in range(5)])
    nearest = ((X[2000:, None] - means) ** 2).sum((2, 3)).argmin(1)
    assert 0.6 < np.mean(nearest == y[2000:]) < 0.99
    small, large = letters(50, 1)[0], letters(50, 1, size=16)[0]
    assert np.abs(large.reshape(50, 8, 2, 8, 2).mean((2, 4)) - small).mean() < 0.03


def test_the_digits_are_scikit_learns_which_is_loaded_late():
    digits = load_digits()
    assert digits.data.shape == (1797, 64) and digits.data.max() == 16 and np.bincount(digits.target).min() == 174
    check = "import sys, utils.data, utils.claims, utils.training; print([m for m in sys.modules if 'sklearn' in m])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("wrong", "word"), [({"size": 9}, "size=9"), ({"characters": "Aé"}, "é")])
def test_letters_say_what_they_cannot_draw(wrong, word):
    with pytest.raises(ValueError, match=word):
        letters(4, 0, **wrong)


def idx(shape):
    values = np.arange(np.prod(shape)) % 251
    return bytes([0, 0, 8, len(shape)]) + np.array(shape, ">u4").tobytes() + values.astype(np.uint8).tobytes()


@pytest.fixture
def tiny_mnist(tmp_path):
    for name in originals.MNIST_MD5:
        n = 5 if name.startswith("train") else 2
        (tmp_path / name).write_bytes(gzip.compress(idx((n, 28, 28) if "images" in name else (n,))))
    return tmp_path


def test_mnist_from_a_folder(tiny_mnist):
    (X, y), (X_test, y_test) = mnist(tiny_mnist)
    assert (X.shape, y.shape, X_test.shape, y_test.shape) == ((5, 28, 28), (5,), (2, 28, 28), (2,))
    assert X[0, 0, 10] == np.float32(10 / 255) and list(y) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:40], lambda raw: b"<html>", lambda raw: gzip.compress(b"\0\0\x08\x01")]
)
def test_a_damaged_file_is_named(tiny_mnist, damage):
    path = tiny_mnist / "train-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="train-images"):
        mnist(tiny_mnist)


def test_a_missing_file_is_named(tiny_mnist):
    (tiny_mnist / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(Absent, match="t10k-labels"):
        mnist(tiny_mnist)


def records(n):
    return b"".join(bytes([k % 10]) + bytes([1 + k] * 1024 + [2] * 1024 + [3] * 1024) for k in range(n))


def test_cifar_from_a_folder_with_fewer_batches(tmp_path):
    (tmp_path / "data_batch_1.bin").write_bytes(records(4))
    (tmp_path / "test_batch.bin").write_bytes(records(2))
    (X, y), (X_test, _) = cifar10(tmp_path)
    assert X.shape == (4, 32, 32, 3) and X_test.shape == (2, 32, 32, 3)
    assert list(y) == [0, 1, 2, 3]
    assert np.allclose(X[3, 5, 7] * 255, [4, 2, 3])
    (tmp_path / "test_batch.bin").write_bytes(records(2)[:-1])
    with pytest.raises(ValueError, match="test_batch.bin"):
        cifar10(tmp_path)


@pytest.mark.parametrize("load", [mnist, cifar10])
def test_without_data_and_network_the_error_says_what_to_do(load, tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "_cache", lambda name: tmp_path / name)
    monkeypatch.delenv("DOWNHILL_DATA", raising=False)
    with pytest.raises(Absent, match="DOWNHILL_DATA"):
        load()
    with pytest.raises(Absent, match="no "):
        load(tmp_path)
    monkeypatch.setattr(originals, "MNIST_URL", "http://127.0.0.1:9/")
    monkeypatch.setattr(originals, "CIFAR_URL", "http://127.0.0.1:9/cifar-10-binary.tar.gz")
    with pytest.raises(Absent, match="offline"):
        load(download=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class Liar(http.server.BaseHTTPRequestHandler):
    """Sends something else than the authors published."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"something else")

    def log_message(self, *_):
        pass


def test_a_download_with_another_content_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(originals, "_cache", lambda name: tmp_path / name)
    monkeypatch.delenv("DOWNHILL_DATA", raising=False)
    with http.server.HTTPServer(("127.0.0.1", 0), Liar) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(originals, "MNIST_URL", f"http://127.0.0.1:{server.server_port}/")
        with pytest.raises(ValueError, match="hash"):
            mnist(download=True)
        server.shutdown()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not (HERE / "mnist").exists(), reason="DOWNHILL_DATA holds no MNIST")
def test_the_real_mnist():
    (X, y), (X_test, y_test) = mnist()
    assert X.shape == (60000, 28, 28) and X_test.shape == (10000, 28, 28)
    assert list(np.bincount(y)) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert abs(X.mean() - 0.1307) < 1e-4 and abs(X.std() - 0.3081) < 1e-4
    assert y_test[:5].tolist() == [7, 2, 1, 0, 4]


@pytest.mark.skipif(not (HERE / "cifar-10-batches-bin").exists(), reason="DOWNHILL_DATA holds no CIFAR-10")
def test_the_real_cifar10():
    (X, y), (X_test, y_test) = cifar10()
    assert X.shape[1:] == (32, 32, 3) and len(X) == len(y) and len(X_test) == len(y_test)
    assert set(y) == set(range(10))
    assert np.allclose(X.mean((0, 1, 2)), [0.491, 0.482, 0.447], atol=0.02)
