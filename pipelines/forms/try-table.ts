/** Tries the form of a table on a picture. */
import { extentOf, type Form, namesOf } from '../../src/forms/edition.ts';
import type { Frame } from '../../src/imaging/frames.ts';
import { findInPicture } from '../../src/imaging/tables/find-in-picture.ts';
import { writeOverlay } from '../../src/imaging/tables/overlay.ts';
import type { FoundTable } from '../../src/imaging/tables/types.ts';
import { type FormTrial, nothingFound, rounded, type Size, type TrialAt, within } from './trial.ts';

/** Both sides of a spread; `draw` writes a picture of what was found to a path. */
export type TableTrials = Readonly<{
  trials: readonly FormTrial[];
  draw: (path: string) => Promise<void>;
}>;

export const tryTable = (
  form: Form,
  frame: Frame,
  place: Omit<TrialAt, 'edition' | 'version'>,
): TableTrials => {
  const at = { ...place, edition: form.id, version: form.version };
  const found = findInPicture(frame.picture, form, frame.dpi === null ? {} : { dpi: frame.dpi });
  const parting = found.parting?.map(within(frame.picture).pixel) ?? null;
  const trials = found.sides.map(({ side, table }) =>
    table === null
      ? nothingFound(at, side)
      : { ...at, side, rotation: found.rotation, parting, ...tableTrial(table, frame.picture) },
  );
  return { trials, draw: async (path) => void (await writeOverlay(frame.picture, found, path)) };
};

/** Below this share of ink in all its columns nothing is written on a page. */
const BLANK_INK = 0.0005;

const tableTrial = (
  table: FoundTable,
  size: Size,
): Omit<FormTrial, keyof TrialAt | 'side' | 'rotation' | 'parting'> => {
  const { pixel, pixels } = within(size);
  return {
    class: inkOn(table) < BLANK_INK ? 'blank' : 'entry',
    confidence: rounded(table.confidence),
    fitErrorMm: rounded(table.fitErrorMm),
    dpi: Math.round(table.pixelsPerMm * 25.4),
    columns: table.columns.map(({ column, box, left, right, seen, visible }) => ({
      key: column.key,
      heading: column.heading,
      role: column.role,
      margin: column.margin,
      box: pixels(box),
      left: left.map(pixel),
      right: right.map(pixel),
      seen,
      visible: rounded(visible),
    })),
    rows: table.rows.map((row) => ({
      ordinal: row.ordinal,
      kind: row.kind,
      box: pixels(row.box),
      confidence: rounded(row.confidence),
      cells: Object.fromEntries(
        [...row.cells].map(([key, { box, polygon }]) => [
          key,
          { box: pixels(box), polygon: polygon.map(pixel) },
        ]),
      ),
    })),
    fields: table.ref.layout.fields.map((place) => ({
      names: namesOf(place),
      box: pixels(table.map.boxOf(extentOf(place))),
    })),
  };
};

const inkOn = ({ written }: FoundTable): number => {
  let sum = 0;
  let count = 0;
  for (const profile of written.ink.values()) {
    for (const share of profile) sum += share;
    count += profile.length;
  }
  return count === 0 ? 0 : sum / count;
};
