"""Makes training lines in a process of its own: `nice -n 19 python3 pool.py`, beside train.py.

Shards of 512 grey lines go to .cache/pool (or SOHOA_POOL); it waits while enough unused ones lie there, so it never
takes more of the second core than training eats. train.py deletes what it has used. A file `short` in the folder
(made by train.py at the start) asks for short lines only.
"""
import os
import random
import sys
import time

import numpy as np

from augment import RealLines
from charset import encode
from damage import Damage, thicken, wear
from draw import Pen, scribble
from fonts import HAND, PRINT, TYPE
from texts import Texts
from warp import H, frame

HERE = os.path.dirname(os.path.abspath(__file__))
POOL = os.environ.get('SOHOA_POOL') or os.path.join(HERE, '.cache', 'pool')
SHARD = 512
AHEAD = 12
MIX = {'real': .46, HAND: .34, PRINT: .085, TYPE: .085, 'none': .03}


class Maker:
    """One line after the other: (grey uint8 [48, w], text, kind). `seed` fixes all of it."""

    def __init__(self, seed, held=False, real=True):
        self.rng = np.random.default_rng(seed)
        self.real = RealLines(self.rng) if real else None
        self.texts = Texts(random.Random(seed), self.real.texts if real else ())
        self.pen = Pen(self.rng, held)
        self.damage = Damage(self.rng)

    def line(self, kind=None, short=False, level=None):
        rng = self.rng
        kind = kind or str(rng.choice(list(MIX), p=list(MIX.values())))
        level = (0 if rng.random() < .08 else rng.uniform(.25, 1.2)) if level is None else level
        if kind == 'none':
            mask, text = scribble(rng, int(rng.integers(60, 500))), ''
        elif kind == 'real':
            mask, text = self.real.line(short)
        else:
            text = self.texts.line(short)[1]
            mask = self.pen.mask(text, kind)
            if mask is None:
                return self.line(kind, short, level)
            mask = wear(thicken(mask, rng, kind == HAND), rng) if level else mask
        hand = kind in ('real', HAND, 'none')
        ink_h = H * (rng.uniform(.55, 1.05) if hand else rng.uniform(.5, 1.0))
        if kind == 'real':
            ink_h = H * rng.uniform(.7, 1.07) if mask.shape[0] > 48 else ink_h
        framed = frame(rng, mask, ink_h, hand)
        # CTC needs a step for every letter and one between doubles.
        if framed.shape[1] / 4 < len(text) * 1.25 + 2:
            return self.line(None, short, level)
        return self.damage.compose(framed, level), text, kind


def save(lines, path):
    widths = np.array([a.shape[1] for a, _, _ in lines], np.int32)
    labels = [encode(t) for _, t, _ in lines]
    lengths = np.array([len(x) for x in labels], np.int32)
    with open(path + '.part', 'wb') as f:
        np.savez(f, pixels=np.concatenate([a for a, _, _ in lines], 1), widths=widths, lengths=lengths,
                 labels=np.array([k for x in labels for k in x], np.int16))
    os.replace(path + '.part', path)


def main():
    os.makedirs(POOL, exist_ok=True)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
    maker, n = Maker(seed), 0
    while True:
        while sum(name.endswith('.npz') for name in os.listdir(POOL)) >= AHEAD:
            time.sleep(1)
        short = os.path.exists(os.path.join(POOL, 'short'))
        t = time.time()
        lines = [maker.line(short=short and maker.rng.random() < .8) for _ in range(SHARD)]
        save(lines, os.path.join(POOL, '%d-%06d.npz' % (seed, n)))
        n += 1
        if n % 20 == 1:
            print('shard %d, %.0f lines/s, mean width %.0f' % (n, SHARD / (time.time() - t), np.mean([a.shape[1] for a, _, _ in lines])), flush=True)


if __name__ == '__main__':
    main()
