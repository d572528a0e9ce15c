"""Packs .cache/last.pt into checkpoint.pt, small enough to commit: the averaged weights as float16, counters, no optimiser state."""
import os

import torch

import evaluate

HERE = os.path.dirname(os.path.abspath(__file__))


def pack(source, target):
    saved = torch.load(source, map_location='cpu')
    small = {part: {k: v.half() if v.is_floating_point() else v for k, v in saved[part].items()} for part in ('average',)}
    small.update({k: saved[k] for k in ('steps', 'seen', 'minutes')})
    torch.save(small, target)
    print('%.1f MB after %d steps' % (os.path.getsize(target) / 1e6, small['steps']))


if __name__ == '__main__':
    pack(evaluate.LAST, os.path.join(HERE, 'checkpoint.pt'))
