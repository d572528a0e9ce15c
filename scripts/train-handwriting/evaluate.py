"""Greedy error rates: `python3 evaluate.py [--test] [checkpoint]` (default .cache/last.pt, averaged weights).

Sets: `validation` (real lines kept out of training), `damaged` (the same lines, damaged by a fixed seed), `hand`, `print`,
`type` (drawn with fonts kept out of training), `none` (crops without text: the figure is letters invented a crop).
`--test` adds the published test split: look at it rarely, never choose by it.
"""
import argparse
import os

import numpy as np
import torch

from augment import as_mask
from charset import decode
from lines import grey, normalise, rows
from pool import Maker
from warp import H, frame, resize

HERE = os.path.dirname(os.path.abspath(__file__))
LAST = os.path.join(HERE, '.cache', 'last.pt')
DRAWN = 150
PAD_RIGHT = 32


def distance(a, b):
    """Edit distance of two sequences."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def to_line(a):
    """Grey crop of any size -> the network's input [48, w] (resized, then stretched)."""
    h, w = a.shape
    width = min(1600, max(16, round(w * H / h)))
    return normalise(np.clip(resize(a.astype(np.float32), width, H), 0, 255).astype(np.uint8))


def real(part):
    return [(to_line(grey(name)), text) for name, text in rows(part)]


def sets():
    """{name: [(line float [48, w], text)]}, the same every time."""
    out = {'validation': real('validation')}
    maker = Maker(20240607, held=True, real=False)
    out['damaged'] = []
    for name, text in rows('validation'):
        framed = frame(maker.rng, as_mask(name).astype(np.float32), H * maker.rng.uniform(.7, 1.0), True)
        out['damaged'].append((normalise(maker.damage.compose(framed)), text))
    for kind in ('hand', 'print', 'type', 'none'):
        lines = [maker.line(kind) for _ in range(DRAWN)]
        out[kind] = [(normalise(a), text) for a, text, made in lines if made == kind]
    return out


def read(net, line):
    """Greedy text of one line. Some paper follows its end, as in training's batches: last letters get lost without."""
    line = np.pad(line, ((0, 0), (0, PAD_RIGHT)))
    with torch.no_grad():
        return decode(net(torch.from_numpy(line)[None, None])[0].argmax(1).tolist()).strip()


def rates(net, lines, show=0):
    """(CER, WER, lines exactly right) of one set; for a set without text: letters a crop, 0, empty crops."""
    errors = letters = word_errors = words = exact = 0
    for line, text in lines:
        said = read(net, line)
        if show > 0 and said != text:
            print('   ', text, '|', said)
            show -= 1
        errors += distance(said, text)
        letters += len(text)
        word_errors += distance(said.split(), text.split())
        words += len(text.split())
        exact += said == text
    n = max(1, len(lines))
    return errors / (letters or n), word_errors / (words or n), exact / n


def table(net, data):
    net.eval()
    result = {name: [round(x, 4) for x in rates(net, lines)] for name, lines in data.items()}
    net.train()
    return result


def load(path):
    from net import Net
    net = Net()
    net.load_state_dict(torch.load(path, map_location='cpu')['average'])
    return net.eval()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('checkpoint', nargs='?', default=LAST)
    parser.add_argument('--test', action='store_true')
    parser.add_argument('--show', type=int, default=0)
    args = parser.parse_args()
    net = load(args.checkpoint)
    data = sets()
    if args.test:
        data['test'] = real('test')
    for name, lines in data.items():
        print('%-11s n %4d  CER %.4f  WER %.4f  exact %.4f' % ((name, len(lines)) + rates(net, lines, args.show)), flush=True)


if __name__ == '__main__':
    torch.set_num_threads(1)
    main()
