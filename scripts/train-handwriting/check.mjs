// node check.mjs MODEL LINE HEIGHT OUT: runs one raw float32 line through onnxruntime-node, writes the raw output.
import { readFileSync, writeFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model, line, height, out] = process.argv.slice(2);
const bytes = readFileSync(line);
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const input = new Tensor('float32', values, [1, 1, Number(height), values.length / Number(height)]);
let result = await session.run({ line: input });
const start = performance.now();
for (let k = 0; k < 5; k++) result = await session.run({ line: input });
console.log(`${((performance.now() - start) / 5).toFixed(1)} ms a line`);
writeFileSync(
  out,
  Buffer.from(result.logp.data.buffer, result.logp.data.byteOffset, result.logp.data.byteLength),
);
