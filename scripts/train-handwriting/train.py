"""Trains the reader from the lines that pool.py makes: `nice -n 19 python3 train.py --minutes 100`.

Resumes from .cache/last.pt if there (weights, average, optimiser, counters), or from --from FILE. The learning rate
falls along a cosine from --rate to almost nothing at the end of the given minutes. Every --every minutes: checkpoint,
error rates of the averaged weights, one line in curve.jsonl.
"""
import argparse
import json
import math
import os
import random
import time

# Every new shape costs oneDNN a compilation; the default cache forgets them too soon. Read when torch loads.
os.environ.setdefault('ONEDNN_PRIMITIVE_CACHE_CAPACITY', '8192')
os.environ.setdefault('DNNL_PRIMITIVE_CACHE_CAPACITY', '8192')

import numpy as np
import torch
import torch.nn as nn

import evaluate
from lines import normalise
from net import Net
from pool import POOL
from warp import H

HERE = os.path.dirname(os.path.abspath(__file__))
CURVE = os.path.join(HERE, 'curve.jsonl')
BATCH_PIXELS = 11000  # columns a batch: about 17 lines of 640
SHORT_STEPS = 1200
AGAIN = .2  # part of the shards that were used before


class Shards:
    """Lines from the pool; some shards are used again (making lines costs a third of learning from them)."""

    def __init__(self):
        self.kept = []

    def _load(self, path):
        with np.load(path) as z:
            pixels, widths, lengths, labels = z['pixels'], z['widths'], z['lengths'], z['labels']
        os.remove(path)
        lines = zip(np.split(pixels, np.cumsum(widths)[:-1], 1), np.split(labels, np.cumsum(lengths)[:-1]))
        return [(a, k.astype(np.int64)) for a, k in lines]

    def some(self):
        """About a thousand lines."""
        out = []
        while len(out) < 1000:
            ready = sorted((os.path.join(POOL, n) for n in os.listdir(POOL) if n.endswith('.npz')), key=os.path.getmtime)
            again = len(self.kept) > 8 and np.random.rand() < AGAIN
            if ready and not again:
                shard = self._load(ready[0])
                self.kept = self.kept[-23:] + [shard]
            elif len(self.kept) > 3:
                shard = self.kept[np.random.randint(len(self.kept))]
            else:
                time.sleep(1)
                continue
            out += shard
        return out

    def batches(self):
        """Few shapes only (widths in steps of 32, the size of a batch fixed by its width): oneDNN compiles each anew."""
        lines = sorted(self.some(), key=lambda line: -line[0].shape[1] + np.random.uniform(0, 24))
        groups = []
        while lines:
            width = (max(a.shape[1] for a, _ in lines[:40]) + 31) // 32 * 32
            n = min(64, BATCH_PIXELS // width)
            if len(lines) >= n:
                groups.append((width, lines[:n]))
            lines = lines[n:]
        random.shuffle(groups)
        return [self._batch(width, g) for width, g in groups]

    @staticmethod
    def _batch(width, group):
        x = torch.zeros(len(group), 1, H, width)
        for i, (a, _) in enumerate(group):
            line = normalise(a)
            if np.random.rand() < .25:
                # A hidden strip: what stands there must be guessed from its neighbours.
                at = np.random.randint(0, line.shape[1])
                line[:, at:at + np.random.randint(2, 12)] = 0
            x[i, 0, :, :line.shape[1]] = torch.from_numpy(line)
        lengths = torch.tensor([len(k) for _, k in group])
        return x.contiguous(memory_format=torch.channels_last), torch.from_numpy(np.concatenate([k for _, k in group])), lengths


def state(net):
    return {k: v.clone() for k, v in net.state_dict().items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--minutes', type=float, required=True)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--every', type=float, default=8)
    parser.add_argument('--from', dest='source')
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    net = Net().to(memory_format=torch.channels_last)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{'params': decayed, 'weight_decay': .01}, {'params': plain, 'weight_decay': 0}], lr=args.rate)
    ctc = nn.CTCLoss(zero_infinity=True)
    steps = seen = skipped = 0
    spent = 0.0
    source = args.source or evaluate.LAST
    if os.path.exists(source):
        saved = torch.load(source, map_location='cpu')
        net.load_state_dict(saved.get('weights', saved['average']))
        average = {k: v.float() if v.is_floating_point() else v for k, v in saved['average'].items()}
        steps, seen, spent = saved['steps'], saved['seen'], saved['minutes']
        if 'optimiser' in saved:
            optimiser.load_state_dict(saved['optimiser'])
        print('resumed after', steps, 'steps', flush=True)
    else:
        average = state(net)
    flag = os.path.join(POOL, 'short')
    os.makedirs(POOL, exist_ok=True)
    if steps < SHORT_STEPS:
        open(flag, 'w').close()
    shards, data = Shards(), None
    judge = Net().eval()
    start = last = time.time()
    first_step, losses = steps, []
    net.train()
    while True:
        for x, labels, lengths in shards.batches():
            part = min(1, (time.time() - start) / 60 / args.minutes)
            rate = args.rate * min(1, (steps - first_step + 1) / (30 if first_step else 400)) * (.5 + .5 * math.cos(math.pi * part)) + 5e-6
            for group in optimiser.param_groups:
                group['lr'] = rate
            with torch.cpu.amp.autocast(dtype=torch.bfloat16):
                logp = net(x)
            # Torch 1.13's CTC gradient is now and then not a number for a line whose loss is finite: that line is passed over.
            logp.register_hook(lambda g: torch.nan_to_num(g, 0., 0., 0.))
            loss = ctc(logp.transpose(0, 1), labels, torch.full((len(x),), logp.shape[1], dtype=torch.long), lengths)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            norm = nn.utils.clip_grad_norm_(net.parameters(), 5.)
            if not torch.isfinite(norm):
                # One bad step would spoil all weights; batch norm's averages are checked at the next good one. Single ones come
                # every few minutes with long lines and do no harm: only a row of them says that something is broken.
                skipped += 1
                print('skipped a step: loss', loss.item(), 'shape', tuple(x.shape), 'lengths', lengths.min().item(), lengths.max().item(), flush=True)
                if skipped > 20:
                    raise RuntimeError('gradients stay infinite')
                continue
            skipped = 0
            optimiser.step()
            steps, seen = steps + 1, seen + len(x)
            losses.append(loss.item())
            if steps % 4 == 0:
                keep = min(.9965, (1 + steps) / (60 + steps))
                with torch.no_grad():
                    for k, v in net.state_dict().items():
                        average[k] = average[k] * keep + v * (1 - keep) if v.is_floating_point() else v.clone()
            if steps == SHORT_STEPS and os.path.exists(flag):
                os.remove(flag)
            if steps % 200 == 0:
                print('%6.1f min step %d seen %d loss %.4f rate %.5f' % ((time.time() - start) / 60, steps, seen, np.mean(losses[-200:]), rate), flush=True)
            ended = part >= 1
            if ended or time.time() - last > args.every * 60:
                minutes = spent + (time.time() - start) / 60
                saved = {'weights': state(net), 'average': average, 'optimiser': optimiser.state_dict(), 'steps': steps, 'seen': seen, 'minutes': minutes}
                torch.save(saved, evaluate.LAST + '.part')
                os.replace(evaluate.LAST + '.part', evaluate.LAST)
                data = data or evaluate.sets()
                judge.load_state_dict(average)
                row = {'minutes': round(minutes, 1), 'steps': steps, 'seen': seen, 'loss': round(float(np.mean(losses[-500:])), 4), 'rate': round(rate, 6)}
                row.update({k: v[0] for k, v in evaluate.table(judge, data).items()})
                judge.eval()
                with open(CURVE, 'a', encoding='utf8') as f:
                    f.write(json.dumps(row) + '\n')
                print(row, flush=True)
                last = time.time()
                if ended:
                    return


if __name__ == '__main__':
    main()
