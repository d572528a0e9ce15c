"""Tells handwriting, print and typewriting apart: one linear layer over what the reader's last layer sees.

A line's numbers are the mean and the largest value of each of the 320 features over its steps. `python3 hands.py` fits on
drawn and real lines and prints how often fonts kept out of training, and validation lines, are told right.
"""
import numpy as np
import torch

import evaluate
from fonts import HAND, PRINT, TYPE
from lines import normalise
from pool import Maker

LABELS = ['print', 'typewriter', 'handwriting']
KIND_OF = {PRINT: 0, TYPE: 1, HAND: 2, 'real': 2}
LINES = 120
DECAY = 1e-3
STEPS = 400


def pooled(net, line):
    line = np.pad(line, ((0, 0), (0, evaluate.PAD_RIGHT)))
    with torch.no_grad():
        f = net.features(torch.from_numpy(line)[None, None])[0, :, 0]
    return torch.cat([f.mean(1), f.amax(1)]).numpy()


def sample(net, seed, held, n):
    """(numbers [m, 640], labels [m]): `n` lines each of print, typewriter, drawn hand and (in training) real hand."""
    maker = Maker(seed, held=held, real=not held)
    xs, ys = [], []
    for kind in (PRINT, TYPE, HAND) + (() if held else ('real',)):
        for _ in range(n):
            # Half of them as clean as the product's crops are, half damaged.
            image, text, made = maker.line(kind, level=0 if maker.rng.random() < .5 else maker.rng.uniform(.3, 1))
            if text and made in KIND_OF:
                xs.append(pooled(net, normalise(image)))
                ys.append(KIND_OF[made])
    return np.stack(xs), np.array(ys)


def fit(net, report=False):
    """{labels, mean, weights [3, 641]} of a logistic regression; features are divided by their spread first."""
    x, y = sample(net, 77, False, LINES)
    spread = x.std(0) + 1e-3
    data = torch.from_numpy((x - x.mean(0)) / spread).float()
    target = torch.from_numpy(y)
    layer = torch.nn.Linear(data.shape[1], len(LABELS))
    optimiser = torch.optim.Adam(layer.parameters(), 1e-2, weight_decay=DECAY)
    # As many written lines as printed and typed ones count.
    weight = torch.tensor([len(y) / (3. * max(1, (y == k).sum())) for k in range(3)], dtype=torch.float32)
    for _ in range(STEPS):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(layer(data), target, weight).backward()
        optimiser.step()
    w = layer.weight.detach().numpy() / spread
    b = layer.bias.detach().numpy() - w @ x.mean(0)
    if report:
        tx, ty = sample(net, 78, True, 60)
        tx = np.concatenate([tx, np.stack([pooled(net, line) for line, _ in evaluate.real('validation')])])
        ty = np.concatenate([ty, np.full(len(tx) - len(ty), 2)])
        said = (tx @ w.T + b).argmax(1)
        for k, label in enumerate(LABELS):
            print('%-12s n %d said %s' % (label, (ty == k).sum(), dict(zip(LABELS, np.bincount(said[ty == k], minlength=3)))))
    return {'labels': LABELS, 'weights': [[round(float(v), 5) for v in row] for row in np.concatenate([w, b[:, None]], 1)]}


if __name__ == '__main__':
    torch.set_num_threads(1)
    fit(evaluate.load(evaluate.LAST), True)
