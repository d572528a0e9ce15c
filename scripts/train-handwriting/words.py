"""Cuts the real training lines into words once: `python3 words.py` writes .cache/words.json.

The first try's network (../../../shared/handwriting) aligns each line with its text (Viterbi over the CTC lattice);
a cut goes through the column with the least ink near the space between two words.
"""
import json
import os
import sys

import numpy as np
import torch

from lines import BOXES, grey, normalise, rows
from texts import DATA

SHARED = os.path.join(DATA, '..', 'handwriting')
LAG = 28


def viterbi(logp, labels):
    """Frame index at which each label is emitted most strongly on the best CTC path. logp [t, classes]."""
    states = [0]
    for k in labels:
        states += [k, 0]
    t, n = len(logp), len(states)
    score = np.full(n, -1e9)
    score[0], score[1] = logp[0][0], logp[0][states[1]]
    back = np.zeros((t, n), np.int8)
    can_skip = np.array([i >= 2 and states[i] != 0 and states[i] != states[i - 2] for i in range(n)])
    emit = logp[:, states]
    for f in range(1, t):
        options = np.stack([score, np.r_[-1e9, score[:-1]], np.where(can_skip, np.r_[-1e9, -1e9, score[:-2]], -1e9)])
        back[f] = options.argmax(0)
        score = options.max(0) + emit[f]
    i = n - 1 if score[n - 1] > score[n - 2] else n - 2
    frames = [[] for _ in labels]
    for f in range(t - 1, -1, -1):
        if i % 2:
            frames[i // 2].append(f)
        i -= back[f][i]
    return [float(np.mean(f)) if f else None for f in frames]


def boxes(name, text, net, first):
    """[[word, x0, x1]] in pixels of the stored image, or None if the line cannot be cut safely. Words whose gap is not
    clear stay together as one unit."""
    labels = [first.idx[c] for c in text if c in first.idx]
    if len(labels) != len(text):
        return None
    image = first.norm(first.load(os.path.join(first.ROOT, name)))
    with torch.no_grad():
        logp = net(torch.from_numpy(image)[None, None])[0].numpy()
    if len(logp) < 2 * len(labels) + 1 and len(logp) < len(labels) * 1.3:
        return None
    at = viterbi(logp, labels)
    stretched = normalise(grey(name))
    ink = np.where(stretched > .4, stretched, 0).sum(0)
    ratio = len(ink) / len(logp)
    smooth = np.convolve(ink, np.ones(3) / 3, 'same')
    # This network says a letter some 28 pixels (of 64-pixel lines) after it has passed; measured by the ink at spaces.
    units, cuts = [text.split(' ')[0]], []
    spaces = [i for i, c in enumerate(text) if c == ' ']
    for i, word in zip(spaces, text.split(' ')[1:]):
        x = int(at[i] * ratio) - LAG
        a, b = max(0, x - 12), min(len(ink), x + 13)
        cost = smooth[a:b] + np.abs(np.arange(a, b) - x) * .06
        best = a + int(cost.argmin()) if b > a else 0
        if b <= a or smooth[best] > .9 or (cuts and best - cuts[-1][1] < 6):
            units[-1] += ' ' + word
            continue
        left, right = best, best
        while left > 0 and smooth[left - 1] <= smooth[best] + .25:
            left -= 1
        while right + 1 < len(ink) and smooth[right + 1] <= smooth[best] + .25:
            right += 1
        units.append(word)
        cuts.append((left, right))
    columns = np.flatnonzero(ink > 1.5)
    starts = [max(0, int(columns[0]) - 2)] + [b for _, b in cuts]
    ends = [a for a, _ in cuts] + [min(len(ink), int(columns[-1]) + 3)]
    out = [[w, a, b] for w, a, b in zip(units, starts, ends)]
    return out if len(out) > 1 and all(b - a > 3 for _, a, b in out) else None


def main():
    sys.path.insert(0, SHARED)
    import first_try as first
    net = first.Net(len(first.chars) + 1)
    net.load_state_dict(torch.load(os.path.join(SHARED, 'first_try.pt')))
    net.eval()
    result = {}
    for name, text in rows('train'):
        cut = boxes(name, text, net, first)
        if cut:
            result[name] = cut
    os.makedirs(os.path.dirname(BOXES), exist_ok=True)
    with open(BOXES, 'w', encoding='utf8') as f:
        json.dump(result, f, ensure_ascii=False)
    print('cut', len(result), 'of', len(rows('train')))


if __name__ == '__main__':
    torch.set_num_threads(1)
    main()
