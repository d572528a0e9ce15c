/**
 * What can be known about another process without starting a program: whether it lives, and a start stamp that
 * tells it from a later process that was given the same number.
 */
import { readFileSync, readlinkSync } from 'node:fs';

export type ProcessView =
  | { readonly state: 'dead' }
  /** `born` is exact (Linux); without it (macOS, Windows) only the bare number is known to be in use. */
  | { readonly state: 'alive'; readonly born?: string; readonly program?: string; readonly cwd?: string };

/** A zombie counts as dead: it holds no lock, no port and no file. */
export const viewProcess = (pid: number): ProcessView => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return { state: 'dead' };
  }
  if (process.platform !== 'linux') return { state: 'alive' };
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    // Fields after the name: state is the 1st, start time (ticks since boot) the 20th; see proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return { state: 'dead' };
    const cwd = readLink(`/proc/${pid}/cwd`);
    return { state: 'alive', born: `${bootId()}:${fields[19]}`, program: name, ...(cwd ? { cwd } : {}) };
  } catch (error) {
    // The process ended between the two looks; with /proc hidden (hidepid) only the number is known.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !isSignalable(pid)
      ? { state: 'dead' }
      : { state: 'alive' };
  }
};

const isSignalable = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const readLink = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};

let boot: string | undefined;
const bootId = (): string => {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
};
