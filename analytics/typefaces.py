"""The letters of files that we draw ourselves: free to pass on, and the same on every machine (`fonts/LICENCE.txt`)."""

from pathlib import Path
from typing import Final

FAMILY: Final = "DejaVu Sans"
REGULAR: Final = Path(__file__).with_name("fonts") / "DejaVuSans.ttf"
BOLD: Final = REGULAR.with_stem("DejaVuSans-Bold")
