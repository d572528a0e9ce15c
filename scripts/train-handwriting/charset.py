"""The characters the reader knows. Index 0 of the network's output is the CTC blank; character i of CHARS is class i + 1.

The order is part of every trained model (it is written to models/line-reader.json), so new characters go to the end of EXTRA.
"""
import unicodedata

_VOWELS = 'aăâeêioôơuưy'
_TONES = ['\u0300', '\u0301', '\u0303', '\u0309', '\u0323']
_BASE = 'abcdefghijklmnopqrstuvwxyzđăâêôơư0123456789 .,-/():;\'"+&%'
# Form typography: question and exclamation marks, file signs, degree, section, numero, brackets, proper quotes and dash.
EXTRA = '!?#*=_@°§№[]“”–×½«»'


def _first_try():
    chars = set(_BASE) | set(_BASE.upper())
    for vowel in _VOWELS:
        for tone in _TONES:
            c = unicodedata.normalize('NFC', vowel + tone)
            chars |= {c, c.upper()}
    return sorted(c for c in chars if len(c) == 1)


CHARS = _first_try() + list(EXTRA)
INDEX = {c: i + 1 for i, c in enumerate(CHARS)}
CLASSES = len(CHARS) + 1
VIETNAMESE = [c for c in CHARS if ord(c) > 127 and c not in EXTRA]


def nfc(text):
    """NFC with single spaces, no space at the ends."""
    return ' '.join(unicodedata.normalize('NFC', text).split())


def encode(text):
    """Class indices of `text`; characters outside CHARS are dropped."""
    return [INDEX[c] for c in text if c in INDEX]


def decode(classes):
    """Greedy CTC: collapse repeats, drop blanks. `classes` is the best class of each time step."""
    out, previous = [], 0
    for k in classes:
        if k != previous and k:
            out.append(CHARS[k - 1])
        previous = k
    return ''.join(out)


def split_tone(c):
    """('ế') -> ('ê', tone mark): the letter without its tone and the combining tone ('' if none)."""
    parts = unicodedata.normalize('NFD', c)
    tone = ''.join(p for p in parts if p in _TONES)
    rest = unicodedata.normalize('NFC', ''.join(p for p in parts if p not in _TONES))
    return rest, tone
