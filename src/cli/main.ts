#!/usr/bin/env node
/** The `sohoa` command. Each command has a file of its own (`commands.ts`); texts come from the message files. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { packagePath } from '../config/root.ts';
import { LANGUAGES, type Language, messagesFor } from '../messages/messages.ts';
import { commandsFor } from './commands.ts';
import { EXIT, type ExitCode, type GlobalOptions, runCommand, type Session } from './session.ts';

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

const buildProgram = async (args: readonly string[]): Promise<Command> => {
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
  for (const register of await commandsFor(args)) register(program, say, action);
  return program;
};

const main = async (args: readonly string[]): Promise<void> => {
  try {
    await (await buildProgram(args)).parseAsync(args, { from: 'user' });
  } catch (error) {
    const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
    if (typeof code !== 'string' || !code.startsWith('commander.')) throw error;
    // Help and version are no failure; everything else commander throws is a mistake in the command line.
    process.exitCode = exitCode === 0 ? EXIT.fine : EXIT.usage;
  }
};

await main(process.argv.slice(2));
