"""Geometry of ink masks (float32 [h, w], 0 paper .. 1 ink): resizing, smooth noise and one bilinear remap."""
import numpy as np
from PIL import Image

H = 48  # line height the network sees
MAX_W = 1000


def resize(mask, w, h):
    """Bilinear (area-averaging when shrinking) resize of a float mask."""
    return np.asarray(Image.fromarray(np.ascontiguousarray(mask, np.float32), 'F').resize((max(1, int(w)), max(1, int(h))), Image.BILINEAR))


def smooth_noise(rng, h, w, step_y, step_x):
    """Smooth random field in about -1..1 with features of step_y x step_x pixels. `rng` is numpy's Generator."""
    grid = rng.uniform(-1, 1, (max(2, int(h / step_y) + 2), max(2, int(w / step_x) + 2))).astype(np.float32)
    return np.asarray(Image.fromarray(grid, 'F').resize((w, h), Image.BICUBIC))


def sample(mask, xs, ys):
    """Bilinear lookup at float coordinates (same shape); outside is paper."""
    h, w = mask.shape
    padded = np.zeros((h + 2, w + 2), np.float32)
    padded[1:-1, 1:-1] = mask
    xs = np.clip(xs + 1, 0, w + .999)
    ys = np.clip(ys + 1, 0, h + .999)
    x0, y0 = xs.astype(np.int32), ys.astype(np.int32)
    fx, fy = xs - x0, ys - y0
    flat = padded.ravel()
    i = y0 * (w + 2) + x0
    top = flat[i] * (1 - fx) + flat[i + 1] * fx
    low = flat[i + w + 2] * (1 - fx) + flat[i + w + 3] * fx
    return top * (1 - fy) + low * fy


def frame(rng, mask, ink_h, hand):
    """Puts a mask into the 48-pixel frame: its height becomes `ink_h` pixels, somewhere in the frame, with slant,
    stretch, slope, baseline wander and elastic distortion (weak unless `hand`). Returns float32 [48, w]."""
    h, w = mask.shape
    stretch = rng.uniform(.78, 1.3) if hand else rng.uniform(.85, 1.15)
    scale = ink_h / h
    inner_w = max(8, round(w * scale * stretch))
    left, right = (int(rng.integers(0, 30)) if rng.random() < .6 else int(rng.integers(0, 6)) for _ in range(2))
    total = inner_w + left + right
    if total > MAX_W:
        inner_w, total = max(8, inner_w - (total - MAX_W)), MAX_W
    mask = resize(mask, inner_w, max(4, round(ink_h)))
    h = mask.shape[0]
    spare = H - h
    top = rng.uniform(-.04 * H, spare + .04 * H) if spare > 0 else rng.uniform(spare - 1, 1)
    if rng.random() < .5:
        top = spare / 2 + rng.normal(0, 1.5)
    ys, xs = np.mgrid[0:H, 0:total].astype(np.float32)
    xs -= left
    ys -= np.float32(top)
    if hand:
        slant = rng.normal(0, .22)
        slope = rng.normal(0, 2.2) / max(total, 200)
        wander = rng.uniform(0, 1.6)
        stir = rng.uniform(0, 1.8) if rng.random() < .8 else 0
    else:
        slant = rng.normal(0, .03)
        slope = rng.normal(0, 1.0) / max(total, 200)
        wander = rng.uniform(0, .5)
        stir = rng.uniform(0, .6) if rng.random() < .5 else 0
    centre = h / 2
    x_shift = slant * (ys - centre)
    y_shift = slope * (xs - total / 2) + wander * smooth_noise(rng, 1, total, 1, 90)
    if stir:
        x_shift = x_shift + stir * smooth_noise(rng, H, total, 16, 14)
        y_shift = y_shift + .7 * stir * smooth_noise(rng, H, total, 20, 14)
    return sample(mask, xs + x_shift, ys + y_shift)
