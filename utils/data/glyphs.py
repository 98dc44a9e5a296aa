"""Letters as small grey images, drawn with random slant, stroke and noise: ten thousand in a second."""

import functools
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WINDOW = 32
"""Pixels of the side that is drawn before it is averaged down, as the makers of the digits data did."""
_CHUNK = 2000


@functools.cache
def _bitmaps() -> tuple[str, torch.Tensor]:
    """The known characters, and their bitmaps (characters, faces, side, side) in [0, 1]."""
    with np.load(Path(__file__).with_name("glyphs.npz")) as file:
        return str(file["characters"]), torch.from_numpy(file["bitmaps"]).float() / 255


def letters(n: int, seed: int, size: int = 8, characters: str = LETTERS) -> tuple[np.ndarray, np.ndarray]:
    """`n` random images and their classes: X float32 (n, size, size) in [0, 1], y int64 (n,) indexing `characters`.

    The same `seed` gives the same images. `size` divides 32. Digits are known too: `characters="0123456789"`.
    Raises ValueError for another size or an unknown character.
    """
    known, bitmaps = _bitmaps()
    if _WINDOW % size:
        raise ValueError(f"size={size} must divide {_WINDOW}")
    if strange := set(characters) - set(known):
        raise ValueError(f"characters={characters!r} has {''.join(sorted(strange))!r}; known are {known}")
    generator = torch.Generator().manual_seed(seed)
    y = torch.randint(len(characters), (n,), generator=generator)
    face = torch.randint(bitmaps.shape[1], (n,), generator=generator)
    which = torch.tensor([known.index(character) for character in characters])[y]
    images = [_draw(bitmaps[which[i : i + _CHUNK], face[i : i + _CHUNK]], size, generator) for i in range(0, n, _CHUNK)]
    return torch.cat(images).numpy(), y.numpy()


def _draw(glyphs: torch.Tensor, size: int, generator: torch.Generator) -> torch.Tensor:
    """Images (m, size, size) of glyphs (m, side, side): bent, with a pen of random width, averaged down, noisy."""
    m = len(glyphs)
    images = F.grid_sample(glyphs[:, None], _bend(m, glyphs.shape[-1], generator), align_corners=False)
    blurred = F.avg_pool2d(images, 3, stride=1, padding=1)
    threshold = 0.36 + 0.26 * _uniform(generator, m, 1, 1, 1)  # a low one makes a thick stroke
    strokes = F.avg_pool2d(((blurred - threshold) * 6 + 0.5).clamp(0, 1), _WINDOW // size)
    noise = 0.02 * torch.randn(strokes.shape, generator=generator)
    return (strokes * (1 + 0.1 * _uniform(generator, m, 1, 1, 1)) + noise).clamp(0, 1)[:, 0]


def _bend(m: int, side: int, generator: torch.Generator) -> torch.Tensor:
    """Where each of m images looks for its pixels: turned, sheared, scaled, shifted, and a little rubber."""
    angle, shear = 0.25 * _uniform(generator, m), 0.25 * _uniform(generator, m)
    zoom = _WINDOW / side / (1 + 0.15 * _uniform(generator, m, 2))
    shift = 0.08 * _uniform(generator, m, 2)
    cos, sin = angle.cos(), angle.sin()
    rows = [torch.stack([cos, shear - sin], 1) * zoom, torch.stack([sin, cos], 1) * zoom]
    affine = torch.cat([torch.stack(rows, 1), shift[:, :, None]], 2)
    rubber = 0.06 * torch.randn(m, 2, 5, 5, generator=generator)
    rubber = F.interpolate(rubber, size=(_WINDOW, _WINDOW), mode="bicubic", align_corners=True)
    return F.affine_grid(affine, (m, 1, _WINDOW, _WINDOW), align_corners=False) + rubber.permute(0, 2, 3, 1)


def _uniform(generator: torch.Generator, *shape: int) -> torch.Tensor:
    """Uniform between -1 and 1."""
    return torch.rand(shape, generator=generator) * 2 - 1
