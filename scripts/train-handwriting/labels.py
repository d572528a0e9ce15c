"""Finds training lines whose picture ends before their text does: `python3 labels.py` writes .cache/shorter.json.

Some published lines are the first line of two on paper, with the text of both. Learning them teaches the network to leave out
what it sees, or to say what it does not. The text is cut at a word where the network's log probability of what is left
is far above that of the whole. Training only: validation and test keep the published texts.
"""
import json
import os

import torch
import torch.nn as nn

import evaluate
from charset import encode
from lines import SHORTER, grey, rows

GAIN = 8
MOST_WORDS = 6


def shortened(net, name, text):
    """The part of `text` that the picture shows, or None when it shows all."""
    words = text.split()
    texts = [' '.join(words[:n]).rstrip(' ,.-') for n in range(len(words), max(0, len(words) - MOST_WORDS), -1)]
    line = torch.from_numpy(evaluate.to_line(grey(name)))
    line = nn.functional.pad(line, (0, evaluate.PAD_RIGHT))
    with torch.no_grad():
        logp = net(line[None, None]).transpose(0, 1)
    scores = []
    for t in texts:
        labels = torch.tensor(encode(t))
        loss = nn.functional.ctc_loss(logp, labels[None], torch.tensor([len(logp)]), torch.tensor([len(labels)]), reduction='sum')
        scores.append(-loss.item())
    best = max(range(len(texts)), key=lambda i: scores[i])
    return texts[best] if best and scores[best] > scores[0] + GAIN else None


def main():
    net = evaluate.load(evaluate.LAST)
    found = {}
    for name, text in rows('train'):
        shorter = shortened(net, name, text)
        if shorter:
            found[name] = shorter
    with open(SHORTER, 'w', encoding='utf8') as f:
        json.dump(found, f, ensure_ascii=False, indent=0)
    print('shortened', len(found), 'of', len(rows('train')))


if __name__ == '__main__':
    torch.set_num_threads(1)
    main()
