/** The `sohoa` command as it is installed, for tests that start it as a process of its own. */
import { packagePath } from './root.ts';

/** Arguments of Node before those of `sohoa`; `testing-build.ts` keeps what is built as new as the source. */
export const SOHOA_COMMAND: readonly string[] = [packagePath('dist/src/cli/main.js')];
