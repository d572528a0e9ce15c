"""From an ink mask in the 48-pixel frame to a grey crop as scanners and phones give it: paper, lines, neighbours,
bleed-through, stains, stamps, fading, blur, noise, JPEG, low resolution, two-level scans."""
import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from warp import H, resize, smooth_noise


def thicken(mask, rng, hand):
    """Stroke width: dilation, erosion or neither (float max/min filters on a 3x3 neighbourhood, mixed by degree)."""
    r = rng.random()
    if r < (.5 if hand else .7):
        return mask
    image = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    grow = r > .72
    other = np.asarray(image.filter(ImageFilter.MaxFilter(3) if grow else ImageFilter.MinFilter(3))).astype(np.float32) / 255
    degree = rng.uniform(.2, 1) if grow else rng.uniform(.2, .75)
    return mask * (1 - degree) + other * degree


def wear(mask, rng):
    """Broken and uneven ink: pressure that varies along the line, dry speckles, washed-out patches."""
    h, w = mask.shape
    if rng.random() < .45:
        mask = mask * (1 - rng.uniform(0, .5) * (smooth_noise(rng, h, w, 48, 40) * .5 + .5))
    if rng.random() < .2:
        mask = mask * (rng.random((h, w)) > rng.uniform(.03, .3))
    if rng.random() < .12:
        mask = mask * np.clip(1.2 + smooth_noise(rng, h, w, 10, 12) * rng.uniform(.5, 1.6), 0, 1)
    return mask


def _rule(rng, w):
    """A ruled, dashed or dotted line as a mask, from end to end, slightly sloping."""
    line = np.zeros((H, w), np.float32)
    y = rng.uniform(26, 47) if rng.random() < .75 else rng.uniform(0, 12)
    slope = rng.normal(0, .8) / max(w, 100)
    thickness = rng.choice([1, 1, 1, 2, 2, 3])
    xs = np.arange(w)
    keep = np.ones(w, bool)
    style = rng.random()
    if style < .45:
        period = int(rng.integers(3, 9))
        keep = xs % period < max(1, round(period * rng.uniform(.2, .6)))
    elif style < .55:
        period = int(rng.integers(10, 24))
        keep = xs % period < period * .6
    rows = np.clip(np.round(y + slope * xs).astype(int), 0, H - 1)
    for k in range(int(thickness)):
        line[np.clip(rows[keep] + k, 0, H - 1), xs[keep]] = 1
    return line * rng.uniform(.2, 1)


def _borders(rng, w):
    """Cell borders at the edges of the crop."""
    lines = np.zeros((H, w), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        strength, t = rng.uniform(.3, 1), int(rng.integers(1, 4))
        if rng.random() < .5:
            x = int(rng.integers(0, 8)) if rng.random() < .5 else w - 1 - int(rng.integers(0, 8))
            lines[:, max(0, x):x + t] = strength
        else:
            y = int(rng.integers(0, 5)) if rng.random() < .5 else H - 1 - int(rng.integers(0, 5))
            lines[max(0, y):y + t] = strength
    return lines


def _stamp(rng, w):
    """Part of a round office stamp: two rings and blurred bars between them."""
    r = int(rng.integers(40, 160))
    image = Image.new('L', (w, H), 0)
    draw = ImageDraw.Draw(image)
    cx, cy = int(rng.integers(-r // 2, w + r // 2)), int(rng.integers(-r, H + r))
    for radius, width in ((r, int(rng.integers(2, 5))), (r * .8, 1)):
        draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), outline=255, width=width)
    for k in range(0, 360, int(rng.integers(8, 14))):
        a = math.radians(k)
        x, y = cx + math.cos(a) * r * .9, cy + math.sin(a) * r * .9
        draw.line((x - 3, y - 2, x + 3, y + 2), fill=255, width=2)
    return np.asarray(image).astype(np.float32) / 255 * rng.uniform(.15, .6)


class Damage:
    """Composes crops; keeps the last masks as material for neighbouring lines and bleed-through."""

    def __init__(self, rng):
        self.rng = rng
        self.recent = []

    def _other(self, w):
        mask = self.recent[int(self.rng.integers(0, len(self.recent)))]
        if mask.shape[1] < w:
            mask = np.tile(mask, (1, w // mask.shape[1] + 1))
        start = int(self.rng.integers(0, mask.shape[1] - w + 1))
        return mask[:, start:start + w]

    def _neighbours(self, w):
        rng = self.rng
        out = np.zeros((H, w), np.float32)
        for above in (True, False):
            if rng.random() < .6:
                other, k = self._other(w), int(rng.integers(3, 13))
                if above:
                    out[:k] = np.maximum(out[:k], other[H - k - 4:H - 4])
                else:
                    out[H - k:] = np.maximum(out[H - k:], other[3:3 + k])
        # Neighbours often stand over only a part of the line.
        if rng.random() < .6:
            a = int(rng.integers(0, w))
            b = int(rng.integers(a, w)) + 1
            out[:, :a] = 0
            out[:, b:] = 0
        return out

    def compose(self, mask, level=1.0):
        """Grey uint8 [48, w] of a framed mask; `level` scales how often and how much is damaged (0 clean)."""
        rng = self.rng
        w = mask.shape[1]
        mask = np.clip(mask, 0, 1)
        mine = mask
        chance = lambda p: rng.random() < p * level  # noqa: E731 - a local shorthand
        paper = rng.uniform(170, 255)
        ink = paper * (rng.uniform(0, .45) if rng.random() < .7 else rng.uniform(.3, .75))
        background = np.zeros((H, w), np.float32)
        if chance(.35):
            for _ in range(int(rng.integers(1, 3))):
                background = np.maximum(background, _rule(rng, w))
        if chance(.25):
            background = np.maximum(background, _borders(rng, w))
        if self.recent and chance(.22):
            background = np.maximum(background, self._neighbours(w) * rng.uniform(.4, 1))
        if self.recent and chance(.1):
            ghost = self._other(w)[:, ::-1]
            background = np.maximum(background, resize(resize(ghost, w // 2 + 1, H // 2), w, H) * rng.uniform(.1, .45))
        if chance(.06):
            background = np.maximum(background, _stamp(rng, w))
        mask = np.maximum(mask, background) if rng.random() < .6 else 1 - (1 - mask) * (1 - background)
        grey = paper * (1 - mask) + ink * mask
        if chance(.45):
            grey = grey + np.linspace(rng.uniform(-40, 40), rng.uniform(-40, 40), w, dtype=np.float32)[None]
            grey = grey + np.linspace(rng.uniform(-22, 22), rng.uniform(-22, 22), H, dtype=np.float32)[:, None]
        if chance(.2):
            grey = grey - rng.uniform(5, 50) * np.clip(smooth_noise(rng, H, w, rng.uniform(10, 60), rng.uniform(20, 120)), 0, 1)
        if chance(.15):
            grey = grey + rng.uniform(2, 14) * smooth_noise(rng, H, w, 2.5, 2.5)
        self.recent.append(mine)
        if len(self.recent) > 60:
            self.recent.pop(0)
        return self._scan(np.clip(grey, 0, 255), w, chance)

    def _scan(self, grey, w, chance):
        rng = self.rng
        image = Image.fromarray(grey.astype(np.uint8))
        if chance(.35):
            image = image.filter(ImageFilter.GaussianBlur(rng.uniform(.2, 1.3)))
        if chance(.15):
            k = rng.uniform(.45, .85)
            image = image.resize((max(8, int(w * k)), int(H * k)), Image.BILINEAR).resize((w, H), Image.BICUBIC if rng.random() < .6 else Image.NEAREST)
        a = np.asarray(image).astype(np.float32)
        if chance(.45):
            a = a + rng.standard_normal(a.shape, np.float32) * rng.uniform(1, 16)
        if chance(.08):
            spots = rng.random(a.shape)
            a = np.where(spots < .006, 0, np.where(spots > .994, 255, a))
        a = np.clip(a, 0, 255)
        if chance(.1):
            low, high = np.percentile(a, 3), np.percentile(a, 90)
            cut = low + (high - low) * rng.uniform(.35, .65)
            a = np.clip((a - cut) * rng.uniform(.5, 8) + 128, 0, 255)
        a = a.astype(np.uint8)
        if chance(.3):
            buffer = io.BytesIO()
            Image.fromarray(a).save(buffer, 'JPEG', quality=int(rng.integers(12, 70)))
            a = np.asarray(Image.open(buffer))
        return a
