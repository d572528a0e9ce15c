/** `sohoa evaluate FOLDER…`: the machine over folders whose truth is known, or candidates that were written before. */
import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { judgeFolder } from '../../../pipelines/evaluation/evaluate-ledger.ts';
import { openMachine } from '../../../pipelines/evaluation/machine.ts';
import { keepFolder } from '../../../pipelines/evaluation/read-ledger.ts';
import { readCandidates, readTruth } from '../../../pipelines/evaluation/truth.ts';
import { isPolicyName, POLICY_NAMES } from '../../domain/work.ts';
import { judgeCandidates } from '../../review/evaluation/judged.ts';
import {
  DIMENSIONS,
  type Dimension,
  type JudgedEntry,
  outcomesOf,
} from '../../review/evaluation/outcomes.ts';
import { reliabilitySvg } from '../../review/evaluation/reliability-svg.ts';
import { type Figures, type Report, reportOf } from '../../review/evaluation/report.ts';
import { POLICIES } from '../../review/routing.ts';
import { EXIT, type Session } from '../session.ts';
import { table } from '../table.ts';
import type { EvaluationSubject } from './subject.ts';

type Options = Readonly<{
  candidates?: string;
  keep?: string;
  svg?: string;
  by: readonly Dimension[];
  worst: number;
  policy: string;
}>;

const DEFAULT_BY: readonly Dimension[] = ['kind', 'edition', 'hand', 'damage', 'type'];

const dimensions = (text: string): readonly Dimension[] =>
  text.split(',').map((name) => {
    const known = DIMENSIONS.find((dimension) => dimension === name.trim());
    if (known === undefined) throw new InvalidArgumentError(DIMENSIONS.join(', '));
    return known;
  });

const policyName = (text: string): string => {
  if (!isPolicyName(text)) throw new InvalidArgumentError(POLICY_NAMES.join(', '));
  return text;
};

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('0, 1, 2 …');
  return value;
};

export const ledgerSubject: EvaluationSubject = {
  register: (command, say) =>
    command
      .option('--candidates <file>', say('opt-evaluate-candidates'))
      .option('--keep <folder>', say('opt-evaluate-keep'))
      .option('--svg <file>', say('opt-evaluate-svg'))
      .option(
        '--by <names>',
        say('opt-evaluate-by', { names: DIMENSIONS.join(', ') }),
        dimensions,
        DEFAULT_BY,
      )
      .option('--worst <n>', say('opt-evaluate-worst'), count, 20)
      .option(
        '--policy <name>',
        say('opt-evaluate-policy', { names: POLICY_NAMES.join(', ') }),
        policyName,
        'standard',
      ),
  run: async (session, folders, given) => {
    if (folders.length === 0) return null;
    const options = given as Options;
    const judged =
      options.candidates === undefined
        ? await judgeFolders(session, folders, options)
        : judgeCandidates(
            (await Promise.all(folders.map(readTruth))).flat().flatMap(({ entries }) => entries),
            await readCandidates(options.candidates),
          );
    const report = reportOf(outcomesOf(judged), options);
    if (options.svg !== undefined) await writeFile(options.svg, diagram(session, report));
    if (session.json) session.data(report);
    else tell(session, report);
    return EXIT.fine;
  },
};

const judgeFolders = async (
  session: Session,
  folders: readonly string[],
  { keep, policy }: Options,
): Promise<readonly JudgedEntry[]> => {
  const machine = openMachine(session.env);
  let pages = 0;
  const onPage = (): void => {
    pages++;
    if (process.stderr.isTTY) process.stderr.write(`\r${session.say('evaluate-progress', { pages })}`);
  };
  try {
    const judged: JudgedEntry[] = [];
    for (const folder of folders) {
      const options = { ...machine, keep: keepFolder(keep, folder), onPage };
      judged.push(
        ...(await judgeFolder(folder, options, isPolicyName(policy) ? POLICIES[policy] : undefined)),
      );
    }
    return judged;
  } finally {
    if (process.stderr.isTTY) process.stderr.write('\n');
    await machine.close();
  }
};

const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;

const COLUMNS = [
  'fields',
  'right',
  'cer',
  'accepted',
  'precision',
  'at-995',
  'at-999',
  'ece',
  'keys',
  'residual',
];

const rowOf = (name: string, figures: Figures): readonly (string | number)[] => {
  const at = (precision: number): string =>
    percent(figures.coverage.find((one) => one.precision === precision)?.coverage ?? 0, 1);
  return [
    name,
    figures.fields,
    percent(figures.right / Math.max(1, figures.fields)),
    percent(figures.characterErrors / Math.max(1, figures.characters)),
    percent(figures.accepted.share, 1),
    percent(figures.accepted.precision),
    at(0.995),
    at(0.999),
    percent(figures.calibrationError),
    percent(figures.effort.share, 1),
    percent(figures.effort.residual),
  ];
};

const tell = ({ say }: Session, report: Report): void => {
  const heads = COLUMNS.map((column) => say(`head-evaluate-${column}`));
  console.log(table(['', ...heads], [rowOf(say('evaluate-whole'), report.whole)]));
  for (const [dimension, groups] of Object.entries(report.by)) {
    const rows = Object.entries(groups).map(([key, figures]) => rowOf(key, figures));
    console.log(`\n${table([say(`evaluate-by-${dimension}`), ...heads], rows)}`);
  }
  const { effort } = report.whole;
  console.log(
    `\n${say('evaluate-effort', { keys: effort.keys.toFixed(1), twice: effort.twice.toFixed(1), share: percent(effort.share, 1), residual: percent(effort.residual) })}`,
  );
  if (report.confusions.length > 0) {
    const pairs = report.confusions.map(
      ({ wanted, got, count: times }) => `${wanted || '∅'}→${got || '∅'} ${times}`,
    );
    console.log(`\n${say('evaluate-confusions')} ${pairs.join(', ')}`);
  }
  if (report.wrong.length > 0) {
    console.log(`\n${say('evaluate-wrong')}`);
    for (const wrong of report.wrong) {
      const sure = wrong.confidence === null ? '–' : wrong.confidence.toFixed(3);
      console.log(
        `${wrong.hand} ${wrong.damage} ${wrong.file} ${wrong.field} [${sure} ${wrong.route ?? '–'}]`,
      );
      console.log(`  ${wrong.wanted}\n  ${wrong.got}`);
    }
  }
};

const diagram = ({ say }: Session, report: Report): string =>
  reliabilitySvg(report.reliability, {
    title: say('evaluate-diagram', {
      fields: report.whole.fields,
      error: percent(report.whole.calibrationError),
    }),
    confidence: say('evaluate-diagram-confidence'),
    right: say('evaluate-diagram-right'),
    values: say('evaluate-diagram-values'),
  });
