"""Real lines as ink masks: whole, cut to some words, words set wider or closer, joined with words of other lines."""
import numpy as np

from damage import thicken
from lines import grey, normalise, rows, word_boxes
from warp import resize


def as_mask(name):
    """Ink mask of a stored line. Its paper's own noise would be ironed in otherwise: below a tenth it is paper."""
    return np.clip((normalise(grey(name)) - .1) / .9, 0, 1).astype(np.float16)


class RealLines:
    """Masks of training lines. `rng` is numpy's Generator."""

    def __init__(self, rng):
        self.rng = rng
        boxes = word_boxes()
        self.items = []
        for name, text in rows('train'):
            self.items.append((as_mask(name), text, boxes.get(name)))
        self.texts = [t for _, t, _ in self.items]
        # Words with nothing but letters and digits: set together they are lines without punctuation, as cells have them.
        self.plain = [(i, k) for i, (_, _, cut) in enumerate(self.items) for k, (w, _, _) in enumerate(cut or ()) if w.replace(' ', '').isalnum()]

    def _pick(self):
        return self.items[int(self.rng.integers(0, len(self.items)))]

    def _span(self, item, most):
        """Some neighbouring words of a line, gaps kept or changed: (mask, text)."""
        rng = self.rng
        mask, text, boxes = item
        n = len(boxes)
        k = int(rng.integers(1, min(most, n) + 1))
        i = int(rng.integers(0, n - k + 1))
        chosen = boxes[i:i + k]
        mask = mask.astype(np.float32)
        if rng.random() < .5:
            return mask[:, max(0, chosen[0][1] - 3):chosen[-1][2] + 3], ' '.join(w for w, _, _ in chosen)
        widen = rng.uniform(.5, 2.2)
        parts = []
        for j, (_, x0, x1) in enumerate(chosen):
            if j:
                real = max(4, x0 - chosen[j - 1][2])
                parts.append(np.zeros((mask.shape[0], int(np.clip(real * widen, 5, 70))), np.float32))
            parts.append(mask[:, x0:x1])
        return np.concatenate(parts, 1), ' '.join(w for w, _, _ in chosen)

    def _words(self, most):
        """Single words of any lines side by side: neither the neighbours nor the text are known."""
        rng = self.rng
        parts, words, height = [], [], 0
        for _ in range(int(rng.integers(2, most + 1))):
            i, k = self.plain[int(rng.integers(0, len(self.plain)))]
            mask, _, boxes = self.items[i]
            word, x0, x1 = boxes[k]
            part = mask[:, x0:x1].astype(np.float32)
            height = height or part.shape[0]
            part = resize(part, part.shape[1] * height / part.shape[0], height)
            parts += [part, np.zeros((height, int(rng.integers(8, 32))), np.float32)]
            words.append(word)
        return np.concatenate(parts[:-1], 1), ' '.join(words)

    def line(self, short=False):
        """(mask [h, w], text) of a real line or of a new arrangement of real words."""
        rng = self.rng
        if rng.random() < .22:
            mask, text = self._words(3 if short else 6)
            return self._edges(thicken(mask, rng, True)), text
        item = self._pick()
        r = rng.random() * (.6 if short else 1) + (.4 if short else 0)
        if r < .4 or not item[2]:
            mask, text = item[0].astype(np.float32), item[1]
        elif r < .75:
            mask, text = self._span(item, 3 if short else 7)
        else:
            mask, text = self._span(item, 2 if short else 4)
            for _ in range(int(rng.integers(1, 3))):
                other = self._pick()
                if not other[2]:
                    continue
                more, words = self._span(other, 2 if short else 3)
                if more.shape[0] != mask.shape[0]:
                    more = resize(more, more.shape[1] * mask.shape[0] / more.shape[0], mask.shape[0])
                gap = np.zeros((mask.shape[0], int(rng.integers(8, 32))), np.float32)
                mask, text = np.concatenate([mask, gap, more], 1), text + ' ' + words
        return self._edges(thicken(mask, rng, True)), text

    def _edges(self, mask):
        """More or less air above and below, as other cutters would leave it."""
        rng = self.rng
        if rng.random() < .35:
            h, w = mask.shape
            ink = np.flatnonzero((mask > .4).sum(1) > max(1, w * .004))
            if len(ink) > 12:
                top, bottom = max(0, ink[0] - int(rng.integers(0, 4))), min(h, ink[-1] + 1 + int(rng.integers(0, 4)))
                mask = mask[top:bottom]
        return mask
