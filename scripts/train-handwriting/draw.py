"""Ink masks of texts drawn with fonts: handwriting (with tone marks drawn by own strokes), print, typewriter."""
import math
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from charset import split_tone
from fonts import HAND, PRINT, TYPE, _cmap, usable

ACUTE, GRAVE, HOOK, TILDE, DOT = '\u0301', '\u0300', '\u0309', '\u0303', '\u0323'
# Fonts whose letters stand apart: they may be set letter by letter.
LOOSE = ('bad-script', 'patrick-hand', 'pangolin', 'itim', 'mali', 'sriracha', 'playpen', 'oooh-baby', 'charm_', 'square-peg', 'licorice')


def _families(paths, apart):
    """Fonts by the name before the first `_` or `-` of a Debian file; each on its own with `apart`."""
    families = {}
    for path in paths:
        name = os.path.basename(path)
        key = path if apart else name.split('_')[0] if '_' in name else name.split('-')[0]
        families.setdefault(key, []).append(path)
    return families


class Pen:
    """Draws masks. `held` picks the fonts kept out of training. `rng` is numpy's Generator."""

    def __init__(self, rng, held=False):
        self.rng = rng
        paths = {kind: [p for k, h, p in usable() if k == kind and h == held] for kind in (HAND, PRINT, TYPE)}
        self.cmaps = {p: _cmap(p) for some in paths.values() for p in some}
        # By family, so that one with many styles is not seen more often than one with a single one. Families kept out are few
        # and their styles are drawn evenly, as in the first figures.
        self.families = {kind: list(_families(some, held).values()) for kind, some in paths.items()}
        self.loaded = {}

    def _font(self, path, size):
        key = (path, size)
        if key not in self.loaded:
            font = ImageFont.truetype(path, size)
            box = font.getbbox('Ẩg', anchor='ls')
            self.loaded[key] = (font, -box[1], box[3])
        return self.loaded[key]

    def mask(self, text, kind):
        """Float mask [h, w] of `text` with the full height of the font, or None if no font has the characters."""
        rng = self.rng
        families = self.families[kind]
        for _ in range(4):
            family = families[int(rng.integers(0, len(families)))]
            path = family[int(rng.integers(0, len(family)))] if len(family) > 1 else family[0]
            if all(ord(c) in self.cmaps[path] for c in text):
                break
        else:
            return None
        return {HAND: self._hand, PRINT: self._print, TYPE: self._type}[kind](text, path)

    def _hand(self, text, path):
        rng = self.rng
        size = int(rng.choice([52, 60, 68]))
        font, up, down = self._font(path, size)
        loose = any(name in path for name in LOOSE) and rng.random() < .5
        own_tones = rng.random() < .5
        own_hats = own_tones and rng.random() < .4
        stroke = 1 if rng.random() < .3 else 0
        width = rng.uniform(.035, .075) * size
        tracking = rng.normal(0, .025) * size if loose else 0
        gap = size * rng.uniform(.16, .5)
        shift = (rng.normal(0, .14) * size, rng.uniform(-.1, .05) * size, rng.uniform(.75, 1.6))
        words = text.split(' ')
        total = int(sum(font.getlength(w) * 1.12 + abs(tracking) * len(w) for w in words) + gap * 1.3 * len(words) + size * 2)
        margin = int(.35 * size)
        image = Image.new('L', (total, up + down + 2 * margin), 0)
        draw = ImageDraw.Draw(image)
        x, base = size * .5, up + margin
        drift = 0.0
        for word in words:
            drift = drift * .6 + rng.normal(0, .025) * size
            y = base + drift
            word_size = size
            if rng.random() < .4:
                word_size = max(30, int(size * rng.uniform(.9, 1.1)) // 2 * 2)
            pen = self._font(path, word_size)[0]
            plain = word
            if own_tones:
                plain = ''.join(self._bare(c, own_hats) for c in word)
            starts = []
            if loose:
                for c in plain:
                    starts.append(x)
                    draw.text((x, y + rng.normal(0, .014) * size), c, font=pen, fill=255, anchor='ls', stroke_width=stroke)
                    x += max(2, pen.getlength(c) + tracking + rng.normal(0, .015) * size)
                starts.append(x)
            else:
                starts = [x + pen.getlength(plain[:i]) for i in range(len(plain) + 1)]
                draw.text((x, y), plain, font=pen, fill=255, anchor='ls', stroke_width=stroke)
                x = starts[-1]
            if own_tones:
                for i, c in enumerate(word):
                    self._marks(draw, c, plain[i], pen, starts[i], starts[i + 1], y, word_size, width + stroke, shift, own_hats)
            x += gap * rng.uniform(.7, 1.3)
        end = min(total, int(x - gap + size * .3))
        mask = np.asarray(image).astype(np.float32)[:, int(size * .3):max(end, int(size * .6))] / 255
        return _trim(mask, margin, rng)

    @staticmethod
    def _bare(c, hats):
        letter, _ = split_tone(c)
        if hats and letter in 'âêôÂÊÔ':
            letter = 'aeoAEO'['âêôÂÊÔ'.index(letter)]
        return letter

    def _marks(self, draw, c, plain, font, x0, x1, y, size, width, shift, hats):
        """Tone (and circumflex) strokes of one letter, as a writer would set them: displaced, stretched, turned."""
        letter, tone = split_tone(c)
        hat = hats and letter in 'âêôÂÊÔ'
        if not tone and not hat:
            return
        rng = self.rng
        box = font.getbbox(plain, anchor='ls')
        dx, dy, grow = shift
        cx = (x0 + x1) / 2 + .05 * size
        top = y + box[1] - .06 * size + min(0, dy)
        unit = .16 * size * grow * rng.uniform(.8, 1.2)
        w = max(2, int(round(width * rng.uniform(.8, 1.2))))
        if hat:
            lift = unit * rng.uniform(.5, 1.1)
            self._curve(draw, [(cx - unit, top), (cx, top - lift), (cx + unit * rng.uniform(.8, 1.2), top + rng.uniform(-.1, .2) * unit)], w)
            top -= lift * rng.uniform(.3, 1)
        if tone == DOT:
            px, py = cx + dx * .5 + rng.normal(0, .05) * size, y + max(0, box[3]) * rng.uniform(0, 1) + size * rng.uniform(.08, .25)
            r = w * rng.uniform(.5, .9)
            draw.ellipse((px - r * rng.uniform(.8, 1.8), py - r, px + r, py + r), fill=255)
            return
        px = cx + dx + rng.normal(0, .04) * size + (unit * .6 if hat else 0)
        py = top - unit * rng.uniform(0, .5)
        if tone == ACUTE:
            points = [(px - unit * .5, py), (px + unit * rng.uniform(.3, 1.1), py - unit * rng.uniform(.5, 1.5))]
        elif tone == GRAVE:
            points = [(px - unit * rng.uniform(.5, 1.1), py - unit * rng.uniform(.4, 1.3)), (px + unit * .4, py)]
        elif tone == HOOK:
            h = unit * rng.uniform(.9, 1.5)
            points = [(px - unit * .5, py - h * .8), (px, py - h * 1.15), (px + unit * .5, py - h * .75), (px + unit * .1, py - h * .3), (px + unit * rng.uniform(-.1, .25), py)]
        else:
            a = unit * rng.uniform(.25, .7)
            points = [(px - unit, py - a * .2), (px - unit * .5, py - a * 1.3), (px, py - a * .6), (px + unit * .5, py), (px + unit * rng.uniform(.9, 1.4), py - a * 1.5)]
        self._curve(draw, points, w)

    def _curve(self, draw, points, width):
        """A polyline smoothed by cutting its corners twice, with round ends."""
        for _ in range(2):
            if len(points) > 2:
                cut = [points[0]]
                for (ax, ay), (bx, by) in zip(points, points[1:]):
                    cut += [(.75 * ax + .25 * bx, .75 * ay + .25 * by), (.25 * ax + .75 * bx, .25 * ay + .75 * by)]
                points = cut + [points[-1]]
        draw.line(points, fill=255, width=width, joint='curve')
        for x, y in (points[0], points[-1]):
            r = width / 2
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)

    def _print(self, text, path):
        rng = self.rng
        size = int(rng.choice([44, 52]))
        font, up, down = self._font(path, size)
        spread = rng.uniform(0, .12) * size if rng.random() < .15 else 0
        wide = rng.uniform(1, 2.2) if rng.random() < .3 else 1
        margin = int(.2 * size)
        total = int(font.getlength(text) * 1.1 + (spread + 2) * len(text) + size * 3 + text.count(' ') * size * .4 * wide)
        image = Image.new('L', (total, up + down + 2 * margin), 0)
        draw = ImageDraw.Draw(image)
        x, y = size * .3, up + margin
        for word in text.split(' '):
            if spread:
                for c in word:
                    draw.text((x, y), c, font=font, fill=255, anchor='ls')
                    x += font.getlength(c) + spread
            else:
                draw.text((x, y), word, font=font, fill=255, anchor='ls')
                x += font.getlength(word)
            x += font.getlength(' ') * wide + spread
        end = int(min(total, x + size * .1))
        return _trim(np.asarray(image).astype(np.float32)[:, :end] / 255, margin, rng)

    def _type(self, text, path):
        """Letter by letter: pressure, ribbon, jumps of the baseline, marks struck apart from their letters, ghosts."""
        rng = self.rng
        size = int(rng.choice([40, 48]))
        font, up, down = self._font(path, size)
        margin = int(.25 * size)
        pitch = font.getlength('n') * rng.uniform(.96, 1.12)
        total = int(pitch * len(text) + size * 2)
        mask = np.zeros((up + down + 2 * margin, total), np.float32)
        jump = rng.uniform(0, .035) * size if rng.random() < .75 else 0
        press = rng.uniform(0, .6) if rng.random() < .75 else 0
        caps = rng.normal(0, .03) * size if rng.random() < .4 else 0
        apart = rng.random() < .4
        mark_dx, mark_dy = rng.normal(0, .06) * size, rng.normal(-.03, .05) * size
        tilt = rng.normal(0, .5) if rng.random() < .4 else 0
        x = size * .5
        for c in text:
            if c != ' ':
                letter, tone = split_tone(c) if apart else (c, '')
                y = up + margin + rng.normal(0, 1) * jump + (caps if c.isupper() else 0)
                force = 1 - press * rng.random() ** 1.5
                at = x + rng.normal(0, .4) * jump
                self._strike(mask, font, letter, at, y, force, tilt)
                if tone:
                    ghost = self._glyph(font, c) - self._glyph(font, letter)
                    self._stamp(mask, np.clip(ghost, 0, 1), at + mark_dx, y + mark_dy, force)
                if rng.random() < .015:
                    self._strike(mask, font, letter, at + rng.normal(0, .06) * size, y + rng.normal(0, .06) * size, .4, 0)
            x += pitch
        mask = mask[:, :int(min(total, x + size * .5))]
        if rng.random() < .12:
            y = min(mask.shape[0] - 3, up + margin + int(.12 * size))
            mask[y:y + 2, int(size * .5):-int(size * .5)] = rng.uniform(.5, 1)
        return _trim(mask, margin, rng)

    def _glyph(self, font, c):
        """Mask of one letter in a box of fixed origin, cached: baseline at 1.4 em, left edge at 0.25 em."""
        key = (id(font), c)
        if key not in self.loaded:
            size = font.size
            image = Image.new('L', (int(size * 1.3), int(size * 2)), 0)
            ImageDraw.Draw(image).text((size * .25, size * 1.4), c, font=font, fill=255, anchor='ls')
            self.loaded[key] = np.asarray(image).astype(np.float32) / 255
        return self.loaded[key]

    def _strike(self, mask, font, c, x, y, force, tilt):
        glyph = self._glyph(font, c)
        if tilt:
            glyph = glyph * np.clip(1 + tilt * np.linspace(-.6, .6, glyph.shape[0], dtype=np.float32)[:, None], 0, 1)
        self._stamp(mask, glyph, x, y, force)

    @staticmethod
    def _stamp(mask, glyph, x, y, force):
        size = glyph.shape[0] / 2
        top, left = int(round(y - size * 1.4)), int(round(x - size * .25))
        a, b = max(0, top), min(mask.shape[0], top + glyph.shape[0])
        c, d = max(0, left), min(mask.shape[1], left + glyph.shape[1])
        if a < b and c < d:
            part = glyph[a - top:b - top, c - left:d - left] * force
            mask[a:b, c:d] = np.maximum(mask[a:b, c:d], part)


def _trim(mask, margin, rng):
    """Cuts the empty margin: mostly to the height of the font, sometimes tight to the ink."""
    rows = np.flatnonzero(mask.max(1) > .2)
    if not len(rows):
        return mask
    top, bottom = margin, mask.shape[0] - margin
    if rng.random() < .3:
        top, bottom = rows[0] - 2, rows[-1] + 3
    top, bottom = min(top, rows[0] + int(.05 * margin)), max(bottom, rows[-1] + 1)
    columns = np.flatnonzero(mask.max(0) > .2)
    return mask[max(0, top):bottom, max(0, columns[0] - 2):columns[-1] + 3]


def scribble(rng, w, h=64):
    """Ink that is no text: loops, crosses, dashes; or nothing at all."""
    image = Image.new('L', (w, h), 0)
    draw = ImageDraw.Draw(image)
    r = rng.random()
    if r < .35:
        x, y = rng.uniform(0, w), rng.uniform(5, h - 5)
        points = []
        phase = rng.uniform(.2, .9)
        for k in range(int(rng.integers(15, 60))):
            x += rng.uniform(-2, 8)
            y = h / 2 + math.sin(k * phase) * rng.uniform(4, h * .45)
            points.append((x, y))
        draw.line(points, fill=255, width=int(rng.integers(1, 5)))
    elif r < .5:
        x = rng.uniform(0, w * .4)
        draw.line([(x, rng.uniform(0, h)), (x + rng.uniform(30, w), rng.uniform(0, h))], fill=255, width=int(rng.integers(2, 5)))
    return np.asarray(image).astype(np.float32) / 255
