/**
 * The commands, in the order of the help, each with the file that registers it. A command's file brings in all that the
 * command works with (the web server, PDF, engines), so only the files of commands that are named are loaded: on an old
 * PC `sohoa status` answers in half the time.
 */
import type { Command } from 'commander';
import type { Messages } from '../messages/messages.ts';
import type { Action } from './main.ts';

type Register = (program: Command, say: Messages, action: Action) => void;
type Entry = Readonly<{ names: readonly string[]; load: () => Promise<Register> }>;

const COMMANDS: readonly Entry[] = [
  { names: ['demo'], load: async () => (await import('./demo.ts')).demoCommand },
  { names: ['up'], load: async () => (await import('./up.ts')).upCommand },
  { names: ['enqueue'], load: async () => (await import('./enqueue.ts')).enqueueCommand },
  { names: ['work'], load: async () => (await import('./work.ts')).workCommand },
  { names: ['status'], load: async () => (await import('./status.ts')).statusCommand },
  { names: ['review'], load: async () => (await import('./review.ts')).reviewCommand },
  { names: ['approve', 'return'], load: async () => (await import('./decide.ts')).decideCommands },
  { names: ['load'], load: async () => (await import('./load.ts')).loadCommand },
  { names: ['candidates'], load: async () => (await import('./candidates.ts')).candidatesCommand },
  { names: ['adapt'], load: async () => (await import('./adapt.ts')).adaptCommand },
  {
    names: ['hold', 'release', 'retry', 'reconcile'],
    load: async () => (await import('./hold.ts')).holdCommands,
  },
  { names: ['form'], load: async () => (await import('./form.ts')).formCommands },
  { names: ['page'], load: async () => (await import('./page.ts')).pageCommands },
  { names: ['redo'], load: async () => (await import('./redo.ts')).redoCommand },
  { names: ['user'], load: async () => (await import('./user.ts')).userCommand },
  { names: ['office'], load: async () => (await import('./office.ts')).officeCommand },
  { names: ['evaluate'], load: async () => (await import('./evaluate.ts')).evaluateCommand },
  { names: ['places'], load: async () => (await import('./places.ts')).placesCommand },
];

/**
 * What registers the commands that these arguments may name. A word of the arguments may also be the value of an option,
 * so every command is loaded whose name is among them, and all where none is (the help, a mistyped command).
 */
export const commandsFor = (args: readonly string[]): Promise<readonly Register[]> => {
  const named = COMMANDS.filter(({ names }) => names.some((name) => args.includes(name)));
  return Promise.all((named.length > 0 ? named : COMMANDS).map(({ load }) => load()));
};
