"""The product's model with int8 convolutions: `python3 quantize.py STRIPS [folder]` changes models/line-reader.onnx and .json in
place, from the float16 model that export.py wrote and the lines that strips.ts wrote (STRIPS.f32, STRIPS.json).

    python3 -m venv .cache/int8 && .cache/int8/bin/pip install onnx onnxruntime==1.30

Weights have 7 bits: processors without VNNI add pairs of products in 16 bits, which 8 bits would overflow, and a model must
read alike on every machine. The first convolution sees the picture itself and the last layer is what a book's hand is
learnt in (line-reader.head): both stay float32, and what the last layer sees does, too.
"""
import hashlib
import json
import os
import sys
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, '..', '..', 'models')


def widened(model):
    """Weights as float32 again: the quantizer looks for them behind no cast."""
    graph = model.graph
    stored = {one.name: one for one in graph.initializer}
    for node in [node for node in graph.node if node.op_type == 'Cast' and node.input[0] in stored]:
        half = stored[node.input[0]]
        graph.initializer.append(numpy_helper.from_array(numpy_helper.to_array(half).astype(np.float32), node.output[0]))
        graph.initializer.remove(half)
        graph.node.remove(node)
    return model


class Strips(CalibrationDataReader):
    def __init__(self, path, height):
        with open(path + '.json') as f:
            widths = json.load(f)
        values = np.fromfile(path + '.f32', np.float32)
        ends = np.cumsum([height * width for width in widths])
        self.lines = (values[end - height * width:end].reshape(1, 1, height, width) for end, width in zip(ends, widths))

    def get_next(self):
        line = next(self.lines, None)
        return None if line is None else {'line': line}


def main():
    target = os.path.abspath(os.path.join(sys.argv[2] if len(sys.argv) > 2 else MODELS, 'line-reader.onnx'))
    with open(target[:-5] + '.json', encoding='utf8') as f:
        about = json.load(f)
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, 'plain.onnx')
        model = widened(onnx.load(target))
        convolutions = [node.name for node in model.graph.node if node.op_type == 'Conv']
        onnx.save(model, plain)
        quantize_static(plain, target, Strips(sys.argv[1], about['input']['height']), quant_format=QuantFormat.QDQ,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
                        calibrate_method=CalibrationMethod.MinMax, op_types_to_quantize=['Conv', 'Add', 'Relu'],
                        nodes_to_exclude=[convolutions[0], convolutions[-1]])
    with open(target, 'rb') as f:
        about['sha256'] = hashlib.sha256(f.read()).hexdigest()
    about['version'] += '-int8'
    with open(target[:-5] + '.json', 'w', encoding='utf8') as f:
        json.dump(about, f, ensure_ascii=False, indent=2)
        f.write('\n')
    print('%.1f MB' % (os.path.getsize(target) / 1e6))


if __name__ == '__main__':
    main()
