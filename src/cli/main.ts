#!/usr/bin/env node
/** The `sohoa` command. Each command has a file of its own; texts come from the message files. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { packagePath } from '../config/root.ts';
import { LANGUAGES, type Language, messagesFor } from '../messages/messages.ts';
import { adaptCommand } from './adapt.ts';
import { candidatesCommand } from './candidates.ts';
import { decideCommands } from './decide.ts';
import { demoCommand } from './demo.ts';
import { enqueueCommand } from './enqueue.ts';
import { evaluateCommand } from './evaluate.ts';
import { formCommands } from './form.ts';
import { holdCommands } from './hold.ts';
import { loadCommand } from './load.ts';
import { officeCommand } from './office.ts';
import { pageCommands } from './page.ts';
import { placesCommand } from './places.ts';
import { redoCommand } from './redo.ts';
import { reviewCommand } from './review.ts';
import { EXIT, type ExitCode, type GlobalOptions, runCommand, type Session } from './session.ts';
import { statusCommand } from './status.ts';
import { upCommand } from './up.ts';
import { userCommand } from './user.ts';
import { workCommand } from './work.ts';

/** Wraps a command's work: opens a session, runs it, sets the exit code. */
export type Action = <A extends unknown[]>(
  work: (session: Session, ...args: A) => Promise<ExitCode>,
) => (...args: A) => Promise<void>;

/** Help is made before options are parsed, so the language is looked up first. */
const languageFrom = (args: readonly string[]): Language => {
  const at = args.indexOf('--lang');
  const said = at >= 0 ? args[at + 1] : process.env.SOHOA_LANG;
  return LANGUAGES.find((language) => language === said) ?? 'vi';
};

const buildProgram = (args: readonly string[]): Command => {
  const say = messagesFor(languageFrom(args));
  const manifest = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string };
  const program = new Command('sohoa');
  program
    .description(say('cli-sohoa'))
    .version(manifest.version)
    .addOption(new Option('--lang <language>', say('opt-lang')).choices(LANGUAGES))
    .option('--as <username>', say('opt-as'))
    .option('--json', say('opt-json'))
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError(say('see-help'));
  const action: Action =
    (work) =>
    async (...args) => {
      process.exitCode = await runCommand(program.opts<GlobalOptions>(), (session) => work(session, ...args));
    };
  for (const register of [
    demoCommand,
    upCommand,
    enqueueCommand,
    workCommand,
    statusCommand,
    reviewCommand,
    decideCommands,
    loadCommand,
    candidatesCommand,
    adaptCommand,
    holdCommands,
    formCommands,
    pageCommands,
    redoCommand,
    userCommand,
    officeCommand,
    evaluateCommand,
    placesCommand,
  ]) {
    register(program, say, action);
  }
  return program;
};

const main = async (args: readonly string[]): Promise<void> => {
  try {
    await buildProgram(args).parseAsync(args, { from: 'user' });
  } catch (error) {
    const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
    if (typeof code !== 'string' || !code.startsWith('commander.')) throw error;
    // Help and version are no failure; everything else commander throws is a mistake in the command line.
    process.exitCode = exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
};

await main(process.argv.slice(2));
