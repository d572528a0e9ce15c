/** Pages and strips of fields as WebP. Seeing a page is seeing what is written on it: it is authorised and audited. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Pictures } from '../../../pipelines/pictures.ts';
import { visibleEntry } from '../../../pipelines/workstation.ts';
import type { Actor } from '../../access/accounts.ts';
import { SohoaError } from '../../domain/errors.ts';
import { allows } from '../../domain/roles.ts';
import { recordAudit } from '../../store/audit.ts';
import { currentField } from '../../store/entries.ts';
import { pageWithOffice } from '../../store/overview.ts';
import type { ServerSystem } from '../context.ts';
import { fieldParams, idParams } from '../contract/common.ts';
import { IMAGE_WIDTHS, PICTURES } from '../contract/paths.ts';
import { notFound } from '../refusals.ts';

const size = z.object({ width: z.coerce.number().int().min(1).max(10_000).default(1200) });

/** One row of the audit for all that somebody looks at on a page within this time. */
const AUDIT_EVERY_MS = 10 * 60_000;

export const pictureRoutes = (
  app: FastifyInstance,
  { db }: Pick<ServerSystem, 'db'>,
  pictures: Pictures,
): void => {
  const noteView = noteEvery(async (actor: Actor, officeId: number, pageId: number) =>
    recordAudit(db, {
      accountId: actor.accountId,
      officeId,
      action: 'page.view',
      subject: 'page',
      subjectId: pageId,
    }),
  );

  app.get(PICTURES.page, async (request, reply) => {
    const { actor } = visitorOf(request);
    const { id } = idParams.parse(request.params);
    const found = await pageWithOffice(db, id);
    // Scan operators look after pages, too: whoever sees the batch sees its pages.
    const isSeen =
      found !== undefined &&
      (allows(actor.grants, 'entry.view', found.officeId) ||
        allows(actor.grants, 'batch.hold', found.officeId));
    if (!isSeen) throw notFound();
    await noteView(actor, found.officeId, id);
    return sendPicture(reply, await pictures.page(found.page.imageSha256, pictureSize(request)));
  });

  app.get(PICTURES.crop, async (request, reply) => {
    const { actor } = visitorOf(request);
    const { id, field } = fieldParams.parse(request.params);
    const { entry } = await visibleEntry({ db }, actor, id);
    const { box, pageId: own } = await currentField(db, entry.id, field);
    if (box === null) throw notFound();
    const pageId = own ?? entry.pageId;
    await noteView(actor, entry.officeId, pageId);
    const found = await pageWithOffice(db, pageId);
    if (found === undefined) throw notFound();
    return sendPicture(reply, await pictures.strip(found.page.imageSha256, box, pictureSize(request)));
  });
};

/** Notes that somebody looked at a thing, once for all that they look at on it within a while. */
export const noteEvery = (
  note: (actor: Actor, officeId: number, subjectId: number) => Promise<void>,
): typeof note => {
  const noted = new Map<string, number>();
  return async (actor, officeId, subjectId) => {
    const key = `${actor.accountId} ${subjectId}`;
    const now = Date.now();
    if (now - (noted.get(key) ?? 0) < AUDIT_EVERY_MS) return;
    if (noted.size > 20_000) noted.clear();
    noted.set(key, now);
    await note(actor, officeId, subjectId);
  };
};

/** @throws SohoaError `not-logged-in` */
export const visitorOf = (request: FastifyRequest): { actor: Actor } => {
  if (request.visitor === null) throw new SohoaError('not-logged-in');
  return request.visitor;
};

/** The width asked for, rounded up to one of those that we keep. */
export const pictureSize = (request: FastifyRequest): number => {
  const { width } = size.parse(request.query);
  return IMAGE_WIDTHS.find((known) => known >= width) ?? IMAGE_WIDTHS[IMAGE_WIDTHS.length - 1] ?? 1200;
};

/** Kept by the browser for a quarter of an hour, so that what was fetched ahead is there; logging out clears it. */
export const sendPicture = (reply: FastifyReply, picture: Buffer): FastifyReply =>
  reply.header('Cache-Control', 'private, max-age=900').type('image/webp').send(picture);
