/** `sohoa places`: official lists of administrative units, imported, looked up, and led from old to new. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { importPlaceList } from '../../pipelines/place-lists.ts';
import { authorize } from '../access/accounts.ts';
import { SohoaError } from '../domain/errors.ts';
import { parseIsoDate } from '../domain/partial-date.ts';
import type { Messages } from '../messages/messages.ts';
import { recordAudit } from '../store/audit.ts';
import { findMoves, findUnits, placeSources } from '../store/places.ts';
import type { Action } from './main.ts';
import { EXIT } from './session.ts';
import { table } from './table.ts';

const MOST = 30;

const day = (text: string): string => {
  if (parseIsoDate(text)?.precision !== 'day') throw new InvalidArgumentError('2025-07-01');
  return text;
};

export const placesCommand = (program: Command, say: Messages, action: Action): void => {
  const places = program.command('places').description(say('cli-places'));
  places
    .command('import <file>')
    .description(say('cli-places-import'))
    .option('--from <day>', say('opt-places-from'), day)
    .option('--until <day>', say('opt-places-until'), day)
    .option('--source <name>', say('opt-places-source'))
    .action(
      action(async (session, file: string, options: { from?: string; until?: string; source?: string }) => {
        const { db } = await session.system();
        const actor = await session.actor();
        authorize(actor, 'office.manage', null);
        const source = options.source ?? basename(file);
        const bytes = await readFile(file).catch((cause: unknown) => {
          throw new SohoaError('path-missing', { path: file }, { cause });
        });
        const saved = await importPlaceList(db, bytes, {
          file,
          source,
          from: options.from ?? null,
          until: options.until ?? null,
        });
        await recordAudit(db, {
          accountId: actor.accountId,
          officeId: null,
          action: 'places.import',
          subject: 'places',
          subjectId: 0,
          detail: saved,
        });
        if (session.json) session.data({ source, ...saved });
        session.tell('places-imported', { source, ...saved });
        return EXIT.fine;
      }),
    );
  places
    .command('find <text>')
    .description(say('cli-places-find'))
    .option('--on <day>', say('opt-places-on'), day)
    .action(
      action(async (session, text: string, { on }: { on?: string }) => {
        const { db } = await session.system();
        const found = await findUnits(db, { text, limit: MOST, ...(on === undefined ? {} : { on }) });
        const rows = found.map(({ code, path, validFrom, validUntil }) => [
          code,
          path,
          validFrom ?? '',
          validUntil ?? '',
        ]);
        if (session.json)
          for (const { code, level, path, validFrom, validUntil } of found)
            session.data({ code, level, path, from: validFrom, until: validUntil });
        else
          console.log(
            table(
              ['head-code', 'head-name', 'head-from', 'head-until'].map((key) => session.say(key)),
              rows,
            ),
          );
        return EXIT.fine;
      }),
    );
  places
    .command('now <text>')
    .description(say('cli-places-now'))
    .action(
      action(async (session, text: string) => {
        const { db } = await session.system();
        const found = await findMoves(db, { text, limit: MOST });
        if (session.json)
          for (const { oldCode, oldPath, newCode, newPath, partly, movedOn } of found)
            session.data({ oldCode, oldPath, newCode, newPath, partly, movedOn });
        else if (found.length === 0) session.tell('places-unknown', { text });
        else {
          for (const move of found) {
            session.tell(move.partly ? 'places-moved-partly' : 'places-moved', {
              old: move.oldPath,
              new: move.newPath,
              on: move.movedOn,
            });
          }
        }
        return EXIT.fine;
      }),
    );
  places
    .command('list')
    .description(say('cli-places-list'))
    .action(
      action(async (session) => {
        const sources = await placeSources((await session.system()).db);
        if (session.json) for (const source of sources) session.data(source);
        else
          console.log(
            table(
              ['head-list', 'head-units', 'head-moves'].map((key) => session.say(key)),
              sources.map(({ source, units, moves }) => [source, units, moves]),
            ),
          );
        return EXIT.fine;
      }),
    );
};
