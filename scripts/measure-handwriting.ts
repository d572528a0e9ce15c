/**
 * How much of handwritten made-up pages the machine gets right, against the bars of issue 6:
 *
 *   npx tsx scripts/measure-handwriting.ts --fonts HELD --lines ../shared/data/handwriting --entries 60 --seed eval-1
 *
 * HELD is a folder with handwriting fonts that no training line was drawn with (scripts/train-handwriting/fonts.py says
 * which); real lines of the split `test` are pasted into the place fields. Pages are drawn into a temporary folder.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judgeFolder } from '../pipelines/evaluation/evaluate-ledger.ts';
import { openMachine } from '../pipelines/evaluation/machine.ts';
import { readEnvironment } from '../src/config/environment.ts';
import { outcomesOf } from '../src/review/evaluation/outcomes.ts';
import { type Figures, reportOf } from '../src/review/evaluation/report.ts';
import { makeLedger } from './ledger/make.ts';

const { values: options } = parseArgs({
  options: {
    entries: { type: 'string', default: '60' },
    damages: { type: 'string', default: 'light,medium' },
    seed: { type: 'string', default: 'eval-1' },
    fonts: { type: 'string' },
    lines: { type: 'string' },
    split: { type: 'string', default: 'test' },
    worst: { type: 'string', default: '0' },
  },
});

/** Shares of fields right asked for by issue 6. */
const BARS: Readonly<Record<string, Readonly<{ fields: number; names: number; dates: number }>>> = {
  light: { fields: 0.9, names: 0.86, dates: 0.97 },
  medium: { fields: 0.84, names: 0.78, dates: 0.94 },
};

const machine = openMachine(readEnvironment());
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const against = (figures: Figures | undefined, bar: number | undefined): string => {
  if (figures === undefined) return '–';
  const share = figures.right / Math.max(1, figures.fields);
  const verdict = bar === undefined ? '' : `, bar ${percent(bar)} ${share >= bar ? 'met' : 'MISSED'}`;
  return `${percent(share)} of ${figures.fields}${verdict}`;
};

try {
  for (const damage of options.damages.split(',') as ('light' | 'medium')[]) {
    const out = await mkdtemp(join(tmpdir(), 'sohoa-handwriting-'));
    try {
      await makeLedger({
        kinds: ['KS', 'KH', 'KT'],
        entries: Number(options.entries),
        hand: 'handwriting',
        damage,
        seed: options.seed,
        out,
        ...(options.fonts === undefined ? {} : { fonts: options.fonts }),
        ...(options.lines === undefined ? {} : { lines: options.lines, linesSplit: options.split }),
      });
      const judged = await judgeFolder(out, machine);
      const report = reportOf(outcomesOf(judged), { by: ['type'], worst: Number(options.worst) });
      const byType = new Map(Object.entries(report.by.type ?? {}));
      const bar = BARS[damage];
      const sure = report.whole.coverage.find((one) => one.precision === 0.995)?.coverage ?? 0;
      console.log(`\n${damage}: fields right ${against(report.whole, bar?.fields)}`);
      console.log(`  names ${against(byType.get('person-name'), bar?.names)}`);
      console.log(`  dates ${against(byType.get('date'), bar?.dates)}`);
      console.log(
        `  accepted ${percent(report.whole.accepted.share)}, right of these ${percent(report.whole.accepted.precision)}; ` +
          `could be accepted at 99.5 %: ${percent(sure)}; keystrokes ${percent(report.whole.effort.share)} of keying twice`,
      );
      for (const [type, figures] of byType) console.log(`    ${type}: ${against(figures, undefined)}`);
      for (const wrong of report.wrong) console.log(JSON.stringify(wrong));
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }
} finally {
  await machine.close();
}
