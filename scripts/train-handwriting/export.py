"""Writes the product's model: `python3 export.py [checkpoint [folder]]` -> models/line-reader.onnx, .json and .head.

The averaged weights, batch norms folded, opset 13. Weights are stored as float16 with a cast after each (onnxruntime
folds the casts when it loads; sums stay float32), which halves the file. Needs python3-onnx; the check against torch
runs onnxruntime-node (check.mjs), found from the repository or from the folder in SOHOA_NODE.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import evaluate
import hands
from charset import CHARS
from lines import grey, rows
from warp import H

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, '..', '..', 'models')


class Exported(torch.nn.Module):
    """The network with what its last layer sees as a second output: adapting to a hand and telling hands apart use it."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, line):
        features = self.net.features(line)
        scores = self.net.head(features).squeeze(2).transpose(1, 2)
        return torch.log_softmax(scores, 2), features.squeeze(2).transpose(1, 2)


def halve(model):
    """Stores large float32 initialisers as float16, cast back where they are used."""
    graph, casts = model.graph, []
    for old in list(graph.initializer):
        if old.data_type != TensorProto.FLOAT or np.prod(old.dims) < 256:
            continue
        small = numpy_helper.from_array(numpy_helper.to_array(old).astype(np.float16), old.name + '.half')
        graph.initializer.remove(old)
        graph.initializer.append(small)
        casts.append(helper.make_node('Cast', [small.name], [old.name], to=TensorProto.FLOAT))
    for k, node in enumerate(casts):
        graph.node.insert(k, node)
    onnx.checker.check_model(model)
    return model


def check(net, path):
    """Largest difference of log probabilities to torch on two real lines, and milliseconds a line, by onnxruntime-node."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, _ in rows('validation')[:2]:
            line = evaluate.to_line(grey(name))
            with torch.no_grad():
                expected = net(torch.from_numpy(line)[None, None])[0].numpy()
            line.astype(np.float32).tofile(os.path.join(folder, 'line'))
            done = subprocess.run(['node', os.path.join(HERE, 'check.mjs'), path, os.path.join(folder, 'line'), str(H), os.path.join(folder, 'logp')],
                                  capture_output=True, text=True, cwd=os.environ.get('SOHOA_NODE') or os.path.join(HERE, '..', '..'))
            if done.returncode:
                raise RuntimeError(done.stderr)
            got = np.fromfile(os.path.join(folder, 'logp'), np.float32).reshape(expected.shape)
            likely = expected > -6
            worst = max(worst, float(np.abs(got - expected)[likely].max()))
            print('width', line.shape[1], done.stdout.strip())
    return worst


def main():
    torch.set_num_threads(1)
    source = sys.argv[1] if len(sys.argv) > 1 else evaluate.LAST
    net = evaluate.load(source)
    saved = torch.load(source, map_location='cpu')
    target = os.path.abspath(os.path.join(sys.argv[2] if len(sys.argv) > 2 else MODELS, 'line-reader.onnx'))
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, 'plain.onnx')
        torch.onnx.export(Exported(net).eval(), torch.zeros(1, 1, H, 400), plain, input_names=['line'], output_names=['logp', 'features'],
                          dynamic_axes={'line': {0: 'n', 3: 'w'}, 'logp': {0: 'n', 1: 't'}, 'features': {0: 'n', 1: 't'}}, opset_version=13)
        model = halve(onnx.load(plain))
    onnx.save(model, target)
    last = net.head[1]
    with open(target[:-5] + '.head', 'wb') as f:
        # [classes, 321] float32: the weights of each class, then its bias.
        f.write(torch.cat([last.weight[:, :, 0, 0], last.bias[:, None]], 1).detach().numpy().astype('<f4').tobytes())
    with open(target, 'rb') as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    about = {
        'name': 'line-reader', 'version': '%s-%d' % (time.strftime('%Y%m%d'), saved['steps']), 'sha256': digest,
        'input': {'name': 'line', 'shape': ['n', 1, H, 'w'], 'height': H, 'paper': 0, 'ink': 1, 'lowPercentile': 2, 'highPercentile': 95, 'padding': 0, 'padRight': evaluate.PAD_RIGHT, 'trainedMaxWidth': 1000},
        'output': {'name': 'logp', 'shape': ['n', 'ceil(w/4)', len(CHARS) + 1], 'stride': 4, 'blank': 0},
        'features': {'name': 'features', 'size': net.head[1].in_channels, 'head': 'line-reader.head'},
        'hands': hands.fit(net),
        'charset': ''.join(CHARS),
    }
    with open(target[:-5] + '.json', 'w', encoding='utf8') as f:
        json.dump(about, f, ensure_ascii=False, indent=2)
        f.write('\n')
    print('%.1f MB, worst difference to torch %.4f' % (os.path.getsize(target) / 1e6, check(net, target)))


if __name__ == '__main__':
    main()
