// node check.mjs MODEL LINE HEIGHT OUT: runs one raw float32 line through onnxruntime-node, writes the raw output.
// onnxruntime-node is looked up from the working directory.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { InferenceSession, Tensor } = createRequire(join(process.cwd(), 'check.mjs'))('onnxruntime-node');
const [model, line, height, out] = process.argv.slice(2);
const bytes = readFileSync(line);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const input = new Tensor('float32', values, [1, 1, Number(height), values.length / Number(height)]);
let result = await session.run({ line: input });
const start = process.cpuUsage();
for (let k = 0; k < 5; k++) result = await session.run({ line: input });
const { user, system } = process.cpuUsage(start);
console.log(`${((user + system) / 5000).toFixed(1)} ms of processor a line`);
const { data } = result.logp;
writeFileSync(out, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
