import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../../src/config/root.ts';
import { KINDS } from '../../src/domain/kinds.ts';
import { editionSchema, extentOf, namesInLayout } from '../../src/forms/edition.ts';
import { draftOf } from './form.ts';
import { FORMS } from './forms.ts';
import { widthOf } from './typeset.ts';

const editions = FORMS.map((form) => ({ id: form.id, edition: editionSchema.parse(draftOf(form)) }));

describe('described forms', () => {
  it.each(editions)('$id: the committed file is what its description sets', ({ id, edition }) => {
    const file = readFileSync(packagePath('src/forms/editions', `${id}.json`), 'utf8');
    expect(editionSchema.parse(JSON.parse(file))).toEqual(edition);
  });

  it.each(editions)('$id: no two fields, nor print and field, overlap', ({ edition }) => {
    for (const { fields, print } of edition.layouts) {
      const boxes = fields.flatMap((place) =>
        place.type === 'ticks' ? place.options.map(({ box }) => box) : place.lines,
      );
      const overlap = (a: readonly number[], b: readonly number[]): boolean =>
        a !== b &&
        Math.min(a[0]! + a[2]!, b[0]! + b[2]!) - Math.max(a[0]!, b[0]!) > 0.05 &&
        Math.min(a[1]! + a[3]!, b[1]! + b[3]!) - Math.max(a[1]!, b[1]!) > 0.05;
      for (const box of boxes) expect(boxes.filter((other) => overlap(box, other))).toEqual([]);
      const printed: (readonly number[])[] = [];
      for (const text of print.texts) {
        const width = widthOf(text.text, text.size, text.weight);
        const left = text.x - (text.align === 'left' ? 0 : text.align === 'center' ? width / 2 : width);
        // Capitals are about a quarter of a millimetre per point high.
        const box = [left, text.y - 0.24 * text.size, width, 0.24 * text.size];
        expect(left, text.text).toBeGreaterThan(10);
        expect(left + width, text.text).toBeLessThan(200);
        expect([...boxes, ...printed].filter((other) => overlap(box, other)).map(() => text.text)).toEqual(
          [],
        );
        printed.push(box);
      }
    }
  });

  it.each(editions)(
    '$id: says what is known and what is rebuilt, and has what identifies an entry',
    ({ edition }) => {
      expect(edition.provenance.vi).toMatch(/dựng lại|Dựng lại/);
      expect(edition.provenance.en).toMatch(/reconstruction/);
      const names = edition.layouts.filter(({ class: c }) => c === 'entry').flatMap(namesInLayout);
      expect(names).toEqual(
        expect.arrayContaining(['so', 'quyenSo', 'trangSo', 'ngayDangKy', 'nguoiKy', 'ghiChu']),
      );
      const reference = KINDS[edition.kind].refersTo;
      if (reference !== undefined) {
        expect(names).toEqual(
          expect.arrayContaining([reference.number, reference.registeredOn, reference.office]),
        );
      }
      for (const place of edition.layouts.flatMap(({ fields }) => fields)) {
        expect(extentOf(place)[2]).toBeGreaterThan(3.9);
      }
    },
  );
});
