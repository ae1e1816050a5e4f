"""Text as mail carries it over any server: quoted-printable bodies (RFC 2045, 6.7) and headers of ASCII alone (RFC 2047)."""

import re
from base64 import b64encode

WIDEST = 75  # and the sign that says a line goes on: 76 is the most
MOST_IN_A_WORD = 39  # bytes of UTF-8 in one encoded word: with `Subject: ` before it its line stays under 76
LINE_ENDS = re.compile(r"\r\n|\r|\n")
# Signs that stand for themselves on a line of their own; a full stop or `From ` at its start is read otherwise by some servers.
PLAIN = re.compile(r"(?!From )[!#-\-/-<>-~ \"][!-<>-~ ]{0,74}")
SYMBOLS = tuple(chr(byte) if byte in {9, 32} or (33 <= byte <= 126 and byte != 61) else f"={byte:02X}" for byte in range(256))
ENDS_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # or does so for some readers; what joins the parts of an emoji stays


def quoted(text: str, *, goes_on: bool) -> bytes:
    """Lines of at most 76 signs, none of which begins with a full stop. With `goes_on`, more of the same line follows, which begins one of its own here."""
    if goes_on and PLAIN.fullmatch(text):
        return b"%b=\r\n" % text.encode()
    *whole, last = LINE_ENDS.split(text)
    lines = [_line(line, is_end=True) for line in whole]
    lines.append(f"{_line(last, is_end=False)}=\r\n" if goes_on and last else _line(last, is_end=True))
    return "\r\n".join(lines).encode()


def _line(line: str, *, is_end: bool) -> str:
    """A space at a line's end would be lost on the way, so it is written out there; before a break that is none it stays."""
    data = line.encode(errors="replace")
    symbols = [SYMBOLS[byte] for byte in data]
    if is_end and line.endswith((" ", "\t")):
        symbols[-1] = f"={data[-1]:02X}"
    parts: list[str] = []
    start = width = 0
    for place, symbol in enumerate(symbols):
        if width + len(symbol) > WIDEST:
            parts.append("".join(symbols[start:place]))
            start, width = place, 0
        if not width and (symbol == "." or data.startswith(b"From ", place)):
            symbols[place] = f"={data[place]:02X}"
        width += len(symbols[place])
    parts.append("".join(symbols[start:]))
    return "=\r\n".join(parts)


def one_line(words: str) -> str:
    """Without what could end a header and begin another, and with single spaces."""
    return " ".join(ENDS_A_LINE.sub(" ", words).split())


def header(name: str, words: str) -> bytes:
    """`name: words` with the line's end: folded between words, encoded where it isn't all ASCII or could be read as encoded."""
    text = one_line(words)
    if text.isascii() and "=?" not in text:
        if len(name) + len(text) + 2 <= WIDEST:
            return f"{name}: {text}\r\n".encode()
        if max(map(len, text.split(" "))) + len(name) + 2 <= WIDEST:
            return _folded(f"{name}: {text}")
    return f"{name}: {_in_words(text)}\r\n".encode()


def _folded(line: str) -> bytes:
    lines = [""]
    for word in line.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDEST:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return ("\r\n ".join(lines) + "\r\n").encode()


def _in_words(text: str) -> str:
    """Encoded words (RFC 2047, 2); no letter is cut in two."""
    chunks = [b""]
    for letter in text:
        data = letter.encode(errors="replace")
        if len(chunks[-1]) + len(data) > MOST_IN_A_WORD:
            chunks.append(data)
        else:
            chunks[-1] += data
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in chunks)
