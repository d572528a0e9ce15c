/** Files that are handed to the designer, and pictures of them: real scans, so every look is authorised by office and audited. */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { draftRecord, visibleDraft } from '../../../pipelines/forms/drafts.ts';
import type { SampleResult } from '../../../pipelines/forms/ground.ts';
import { inScratch } from '../../../pipelines/forms/scratch.ts';
import type { Pictures } from '../../../pipelines/pictures.ts';
import type { Actor } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { DRAFT_CLASSES, DRAFT_SIDES } from '../../forms/draft/draft.ts';
import { recordAudit } from '../../store/audit.ts';
import { addDraftFile, filesOfDraft, findDraftPage } from '../../store/form-drafts.ts';
import { cleaned } from '../binding.ts';
import type { ServerSystem } from '../context.ts';
import { id, idParams } from '../contract/common.ts';
import { LARGEST_SAMPLE, PATHS, PICTURES } from '../contract/paths.ts';
import { fileView } from '../draft-views.ts';
import { notFound } from '../refusals.ts';
import { noteEvery, pictureSize, sendPicture, visitorOf } from './pictures.ts';

/** A sample, ten pages to try it on, and some that were handed in by mistake. */
const MOST_FILES = 40;

export const draftFileRoutes = async (
  app: FastifyInstance,
  system: Pick<ServerSystem, 'db' | 'bench' | 'pageFiles' | 'scratch'>,
  pictures: Pictures,
): Promise<void> => {
  const { db, bench, pageFiles, scratch } = system;
  const noteView = noteEvery(async (actor: Actor, officeId: number, draftId: number) =>
    recordAudit(db, draftRecord(actor, { id: draftId, officeId }, 'form-draft.view')),
  );

  // A scope of its own: here the body of a request is a file, whatever its type is said to be.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload));
    scope.route({
      method: PATHS['drafts.upload'][0],
      url: PATHS['drafts.upload'][1],
      bodyLimit: LARGEST_SAMPLE,
      handler: async (request) => {
        const { actor } = visitorOf(request);
        const { row } = await visibleDraft(db, actor, idParams.parse(request.params).id);
        const there = await filesOfDraft(db, row.id);
        if (there.length >= MOST_FILES) throw new SohoaError('form-too-many-files', { most: MOST_FILES });
        const file = await inScratch(scratch, async (folder) => {
          const path = join(folder, 'file');
          await receive(request, path);
          const { mediaType, frameCount } = await bench.run('list-file', { path });
          // Headers may be fine where the picture is not: whoever hands it in is told at once.
          await bench.run('draw-frame', { path, frame: 0, width: 240, out: join(folder, 'look.webp') });
          const { sha256 } = await pageFiles.putFile(path);
          return { sha256, mediaType, frames: frameCount };
        });
        const added = await addDraftFile(db, { draftId: row.id, name: nameOf(request), ...file });
        await recordAudit(db, {
          ...draftRecord(actor, row, 'form-draft.file'),
          detail: { file: added.id },
        });
        return fileView(added);
      },
    });
  });

  app.get(PICTURES.draftFrame, async (request, reply) => {
    const { actor } = visitorOf(request);
    const params = z.object({ id, file: id, frame: z.coerce.number().int().min(0) }).parse(request.params);
    const { row } = await visibleDraft(db, actor, params.id);
    const file = (await filesOfDraft(db, row.id)).find((one) => one.id === params.file);
    if (file === undefined || params.frame >= file.frames) throw notFound();
    await noteView(actor, row.officeId, row.id);
    return sendPicture(reply, await pictures.frame(file.sha256, params.frame, pictureSize(request)));
  });

  app.get(PICTURES.draftSample, async (request, reply) => {
    const { actor } = visitorOf(request);
    const params = z.object({ id, page: id, side: z.enum(DRAFT_SIDES) }).parse(request.params);
    const { row } = await visibleDraft(db, actor, params.id);
    const page = await findDraftPage(db, row.id, params.page);
    if (page?.purpose !== 'sample' || page.state !== 'done') throw notFound();
    const side = (page.result as SampleResult).sides.find((one) => one.side === params.side);
    if (side === undefined) throw notFound();
    await noteView(actor, row.officeId, row.id);
    return sendPicture(reply, await pictures.page(side.sha256, pictureSize(request)));
  });

  app.get(PICTURES.draftBlank, async (request, reply) => {
    const { actor } = visitorOf(request);
    const params = z.object({ id, class: z.enum(DRAFT_CLASSES) }).parse(request.params);
    const { row } = await visibleDraft(db, actor, params.id);
    const blank = row.blanks[params.class];
    if (blank === undefined) throw notFound();
    return sendPicture(reply, await pictures.page(blank.sha256, pictureSize(request)));
  });
};

/** Writes the body to a file, and no more of it than we take. */
const receive = async (request: FastifyRequest, path: string): Promise<void> => {
  const tooLarge = () => new SohoaError('form-file-too-large', { megabytes: LARGEST_SAMPLE / 1024 / 1024 });
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_SAMPLE) throw tooLarge();
  let bytes = 0;
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, pass) => {
      bytes += chunk.length;
      if (bytes > LARGEST_SAMPLE) pass(tooLarge());
      else pass(null, chunk);
    },
  });
  await pipeline(request.body as Readable, counted, createWriteStream(path));
};

const LONGEST_NAME = 200;
/** What the person calls the file; for showing only. */
const nameOf = (request: FastifyRequest): string => {
  const header = request.headers['x-file-name'];
  if (typeof header !== 'string') return '';
  try {
    return String(cleaned(decodeURIComponent(header))).slice(0, LONGEST_NAME);
  } catch {
    return '';
  }
};
