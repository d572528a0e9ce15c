"""Real lines: loading, split, word boxes. `train` minus every line whose hash falls into the validation part."""
import hashlib
import json
import os

import numpy as np
from PIL import Image

from charset import nfc
from texts import DATA

ROOT = os.path.join(DATA, 'handwriting')
HERE = os.path.dirname(os.path.abspath(__file__))
BOXES = os.path.join(HERE, '.cache', 'words.json')
SHORTER = os.path.join(HERE, '.cache', 'shorter.json')
VALIDATION_SHARE = 9  # in 100


def rows(part):
    """[(file, text)] of 'train', 'validation' or 'test'; validation is taken out of the published train split. Texts of
    training lines end where their pictures do, if labels.py has been run."""
    out, shorter = [], {}
    if part == 'train' and os.path.exists(SHORTER):
        with open(SHORTER, encoding='utf8') as f:
            shorter = json.load(f)
    with open(os.path.join(ROOT, 'labels.tsv'), encoding='utf8') as f:
        for line in list(f)[1:]:
            name, text, split = line.rstrip('\n').split('\t')
            if split != 'test':
                kept_out = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100 < VALIDATION_SHARE
                split = 'validation' if kept_out else 'train'
            if split == part:
                out.append((name, shorter.get(name) or nfc(text)))
    return out


def grey(name):
    return np.asarray(Image.open(os.path.join(ROOT, name)).convert('L'))


def normalise(a):
    """Contrast stretch of a grey crop to 0 paper .. 1 ink, between its 2nd and 95th percentile."""
    a = a.astype(np.float32)
    low, high = np.percentile(a, 2), np.percentile(a, 95)
    return np.clip((high - a) / (high - low + 1e-3), 0, 1)


def word_boxes():
    """{file: [[word, x0, x1] ...]} made by words.py, in pixels of the stored image."""
    with open(BOXES, encoding='utf8') as f:
        return json.load(f)
