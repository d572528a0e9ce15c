/**
 * How often the machine would accept, without anybody looking, a value read from a crop that holds none (bar of issue 6:
 * 0.1 %). Crops go through the reader, parsers, rules, calibration and routing of the product, as each type of field:
 *
 *   npx tsx scripts/measure-junk.ts --lines ../shared/data/handwriting --each 40 --seed junk-1 [--worst 20]
 */
import { parseArgs } from 'node:util';
import { knownLines } from '../pipelines/evaluation/evaluate-lines.ts';
import { findField, type KindCode } from '../src/domain/kinds.ts';
import type { FieldPlace } from '../src/forms/edition.ts';
import { draftsFromPlaces, finishEntry } from '../src/reading/extract.ts';
import { createReader } from '../src/reading/reader.ts';
import { routeOf } from '../src/review/routing.ts';
import { drawJunk, JUNK_KINDS } from './handwriting/junk.ts';
import { createRandom } from './ledger/random.ts';

const { values: options } = parseArgs({
  options: {
    each: { type: 'string', default: '40' },
    seed: { type: 'string', default: 'junk-1' },
    lines: { type: 'string', default: '../shared/data/handwriting' },
    split: { type: 'string', default: 'train' },
    worst: { type: 'string', default: '0' },
  },
});

/** A field of every type that is written. */
const FIELDS: readonly (readonly [KindCode, string])[] = [
  ['KS', 'nksHoTen'],
  ['KS', 'nksNgaySinh'],
  ['KS', 'nksNgaySinhBangChu'],
  ['KS', 'nksQueQuan'],
  ['KS', 'nksDanToc'],
  ['KS', 'nksQuocTich'],
  ['KS', 'nksSoDinhDanh'],
  ['KS', 'nycQuanHe'],
  ['KS', 'so'],
  ['KT', 'nktGioPhutChet'],
  ['KT', 'nktNguyenNhanChet'],
  ['KT', 'nktNoiCapGiayToTuyThan'],
];
const CONTEXT = {
  office: null,
  years: { from: 1998, to: 1998 },
  volume: null,
  pageNumberGuess: null,
  entryNumberGuess: null,
};

const reader = createReader();
const random = createRandom(options.seed);
const real = { folder: options.lines, lines: knownLines(options.lines, options.split) };
const figures = new Map(JUNK_KINDS.map((kind) => [kind, { all: 0, said: 0, sure: 0, accepted: 0 }]));
const worst: { kind: string; name: string; said: string; confidence: number }[] = [];

try {
  for (const kind of JUNK_KINDS) {
    const sum = figures.get(kind)!;
    for (let n = 0; n < Number(options.each); n++) {
      const crop = await drawJunk(kind, random, real);
      for (const [book, name] of FIELDS) {
        const spec = findField(book, name);
        if (spec === undefined) continue;
        const reading = await reader.read(crop, { type: spec.type });
        const engine = reading?.engine ?? `${reader.id}@${reader.version}`;
        const size = [crop.width, crop.height] as [number, number];
        const line = { reading, box: [0, 0, ...size] as [number, number, number, number], size, engine };
        const places: readonly FieldPlace[] = [{ type: 'text', name, lines: [] }];
        const drafts = draftsFromPlaces({
          kind: book,
          context: CONTEXT,
          places,
          readings: { [name]: { type: 'written', lines: [line] } },
        });
        const { fields, hits } = finishEntry({ kind: book, context: CONTEXT, drafts });
        const value = fields[name];
        if (value === undefined) continue;
        sum.all += 1;
        if (value.state !== 'read') continue;
        sum.said += 1;
        if (value.confidence >= 0.9) sum.sure += 1;
        const named = hits.filter((hit) => hit.fields.includes(name));
        if (routeOf(value, spec, named) === 'accepted') sum.accepted += 1;
        worst.push({ kind, name, said: value.verbatim ?? '', confidence: value.confidence });
      }
    }
    console.log(kind, JSON.stringify(sum));
  }
} finally {
  await reader.close();
}
const total = [...figures.values()].reduce(
  (a, b) => ({ all: a.all + b.all, accepted: a.accepted + b.accepted }),
  { all: 0, accepted: 0 },
);
const share = (100 * total.accepted) / Math.max(1, total.all);
console.log(
  `accepted without a look: ${total.accepted} of ${total.all} (${share.toFixed(2)} %, bar 0.1 % ${share <= 0.1 ? 'met' : 'MISSED'})`,
);
worst.sort((a, b) => b.confidence - a.confidence);
for (const one of worst.slice(0, Number(options.worst))) console.log(JSON.stringify(one));
