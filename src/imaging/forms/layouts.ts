/** The shipped editions' layouts with the pictures of their blank forms. */
import { existsSync } from 'node:fs';
import sharp from 'sharp';
import { packagePath } from '../../config/root.ts';
import { shippedEditions } from '../../forms/catalog.ts';
import type { Edition } from '../../forms/edition.ts';
import type { LayoutRef } from './types.ts';

const picturePath = (editionId: string, layoutClass: string): string =>
  packagePath('src/forms/editions', `${editionId}.${layoutClass}.png`);

let shipped: Promise<readonly LayoutRef[]> | undefined;

/** Every layout without a table of every shipped edition whose blank form there is a picture of, read once. */
export const shippedLayouts = (): Promise<readonly LayoutRef[]> => {
  shipped ??= loadShipped();
  return shipped;
};

const loadShipped = async (): Promise<readonly LayoutRef[]> => {
  const refs: LayoutRef[] = [];
  for (const edition of shippedEditions().values()) {
    refs.push(...(await layoutsOf(edition, (layoutClass) => picturePath(edition.id, layoutClass))));
  }
  return refs;
};

/** The layouts without a table of one edition whose blank forms there are pictures of. */
export const layoutsOf = async (
  edition: Edition,
  pathOf: (layoutClass: string) => string,
): Promise<readonly LayoutRef[]> => {
  const refs: LayoutRef[] = [];
  for (const layout of edition.layouts) {
    // Tables are found by their rules (src/imaging/tables), not by what is printed.
    if (layout.table !== undefined) continue;
    const path = pathOf(layout.class);
    if (!existsSync(path)) continue;
    const { data, info } = await sharp(path)
      .flatten({ background: '#fff' })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    refs.push({
      edition,
      layout,
      blank: { width: info.width, height: info.height, data: new Uint8Array(data) },
    });
  }
  return refs;
};
