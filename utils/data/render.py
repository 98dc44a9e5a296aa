"""Draws the bitmaps that `letters` starts from, once: `python -m utils.data.render` writes glyphs.npz anew.

Every machine gets the same pixels from the file, whatever version of the font engine it has.
"""

from pathlib import Path

import numpy as np
from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

FACES = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique", "DejaVuSansMono"),
    *("DejaVuSansMono-Oblique", "DejaVuSansMono-Bold", "DejaVuSerif", "DejaVuSerif-Italic", "DejaVuSerif-Bold"),
    *("DejaVuSerif-BoldItalic", "STIXGeneral", "STIXGeneralItalic", "STIXGeneralBol", "STIXGeneralBolIta"),
    *("cmr10", "cmss10", "cmtt10", "cmti10", "cmb10"),
)
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CANVAS, INK = 40, 28
"""Pixels of a bitmap's side, and of the longer side of the glyph in its middle."""


def glyph(character: str, font: ImageFont.FreeTypeFont) -> np.ndarray:
    """One character in the middle of a canvas, uint8 (CANVAS, CANVAS), 255 is ink."""
    left, top, right, bottom = font.getbbox(character)
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), character, fill=255, font=font)
    scale = INK / max(image.size)
    image = image.resize([max(1, round(side * scale)) for side in image.size], Image.Resampling.BILINEAR)
    canvas = Image.new("L", (CANVAS, CANVAS))
    canvas.paste(image, ((CANVAS - image.width) // 2, (CANVAS - image.height) // 2))
    return np.asarray(canvas)


def main() -> None:
    fonts = [ImageFont.truetype(f"{get_data_path()}/fonts/ttf/{face}.ttf", 64) for face in FACES]
    bitmaps = np.stack([[glyph(character, font) for font in fonts] for character in CHARACTERS])
    np.savez_compressed(Path(__file__).with_name("glyphs.npz"), characters=CHARACTERS, bitmaps=bitmaps)


if __name__ == "__main__":
    main()
