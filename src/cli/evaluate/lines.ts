/** `sohoa evaluate --lines FOLDER`: engines over single lines whose text is known, side by side. */
import { InvalidArgumentError, Option } from 'commander';
import {
  comparable,
  knownLines,
  LINE_ENGINES,
  LINE_KNOWLEDGE,
  type LineEngineName,
  type LineKnowledge,
  type LineRun,
  readLines,
} from '../../../pipelines/evaluation/evaluate-lines.ts';
import { type LineFigures, lineFigures } from '../../review/evaluation/lines.ts';
import { EXIT, type Session } from '../session.ts';
import { table } from '../table.ts';
import type { EvaluationSubject } from './subject.ts';

type Options = Readonly<{
  lines?: string;
  split?: string;
  engines: readonly LineEngineName[];
  knowledge: LineKnowledge;
  ignoreCase?: boolean;
  ignorePunctuation?: boolean;
  worst: number;
}>;

const engineNames = (text: string): readonly LineEngineName[] =>
  text.split(',').map((name) => {
    const known = LINE_ENGINES.find((engine) => engine === name.trim());
    if (known === undefined) throw new InvalidArgumentError(LINE_ENGINES.join(', '));
    return known;
  });

export const linesSubject: EvaluationSubject = {
  register: (command, say) =>
    command
      .option('--lines <folder>', say('opt-evaluate-lines'))
      .option('--split <name>', say('opt-evaluate-split'))
      .option(
        '--engines <names>',
        say('opt-evaluate-engines', { names: LINE_ENGINES.join(', ') }),
        engineNames,
        ['line'],
      )
      .addOption(
        new Option('--knowledge <kind>', say('opt-evaluate-knowledge'))
          .choices(LINE_KNOWLEDGE)
          .default('none'),
      )
      .option('--ignore-case', say('opt-evaluate-ignore-case'))
      .option('--ignore-punctuation', say('opt-evaluate-ignore-punctuation')),
  run: async (session, _folders, given) => {
    const options = given as Options;
    if (options.lines === undefined) return null;
    const lines = knownLines(options.lines, options.split);
    const reports: EngineReport[] = [];
    for (const engine of options.engines) {
      const onLine = progress(session, engine, lines.length);
      const run = await readLines(options.lines, lines, engine, options.knowledge, onLine);
      reports.push(reportOf(run, options));
    }
    if (session.json) session.data({ knowledge: options.knowledge, engines: reports });
    else tell(session, reports, options);
    return EXIT.fine;
  },
};

type EngineReport = LineFigures &
  Readonly<{
    engine: LineEngineName;
    secondsPerLine: number;
    results: readonly Readonly<{ file: string; text: string; said: string; confidence: number }>[];
  }>;

const reportOf = ({ engine, lines, seconds }: LineRun, options: Options): EngineReport => ({
  engine,
  ...lineFigures(
    lines.map(({ text, said }) => ({ wanted: comparable(text, options), got: comparable(said, options) })),
  ),
  secondsPerLine: seconds / Math.max(1, lines.length),
  results: lines,
});

const progress = ({ say }: Session, engine: string, all: number): (() => void) => {
  let done = 0;
  return () => {
    done += 1;
    if (!process.stderr.isTTY) return;
    process.stderr.write(
      `\r${say('evaluate-lines-progress', { engine, done, all })}${done === all ? '\n' : ''}`,
    );
  };
};

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

const tell = ({ say }: Session, reports: readonly EngineReport[], options: Options): void => {
  console.log(say('evaluate-lines-of', { lines: reports[0]?.lines ?? 0, knowledge: options.knowledge }));
  const heads = ['engine', 'cer', 'wer', 'exact', 'seconds'].map((name) => say(`head-lines-${name}`));
  console.log(
    table(
      heads,
      reports.map((report) => [
        report.engine,
        percent(report.cer),
        percent(report.wer),
        percent(report.exact),
        report.secondsPerLine.toFixed(4),
      ]),
    ),
  );
  for (const report of reports) {
    const wrong = report.results.filter(
      ({ text, said }) => comparable(text, options) !== comparable(said, options),
    );
    for (const { file, text, said } of wrong.slice(0, options.worst)) {
      console.log(`\n${report.engine}  ${file}\n  ${text}\n  ${said}`);
    }
  }
};
