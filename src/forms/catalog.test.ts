import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packagePath } from '../config/root.ts';
import { isSohoaError } from '../domain/errors.ts';
import { editions, getEdition, layoutOf, parseEdition } from './catalog.ts';
import { extentOf } from './edition.ts';

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return isSohoaError(error) ? error.code : 'not-typed';
  }
  return undefined;
};

describe('shipped editions', () => {
  it('are valid, and have an entry page, a cover and a closing note', () => {
    expect([...editions().keys()]).toEqual(expect.arrayContaining(['KS-2016', 'KH-2016', 'KT-2016']));
    for (const edition of editions().values()) {
      for (const pageClass of ['entry', 'cover', 'closing'] as const) {
        expect(layoutOf(edition, pageClass), `${edition.id} ${pageClass}`).toBeDefined();
      }
    }
  });

  it('keep every field on the paper', () => {
    for (const edition of editions().values()) {
      for (const place of edition.layouts.flatMap((layout) => layout.fields)) {
        const [x, y, width, height] = extentOf(place);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(edition.paper.width);
        expect(y + height).toBeLessThanOrEqual(edition.paper.height);
      }
    }
  });
});

describe('an edition file', () => {
  const good = readFileSync(packagePath('src/forms/editions/KS-2016.json'), 'utf8');

  it('that is no JSON, lacks a part or names an unknown field is refused with the place', () => {
    expect(codeOf(() => parseEdition('{', 'x.json'))).toBe('edition-invalid');
    expect(codeOf(() => parseEdition('{}', 'x.json'))).toBe('edition-invalid');
    expect(codeOf(() => parseEdition(good.replaceAll('"nksHoTen"', '"tenTre"'), 'x.json'))).toBe(
      'edition-unknown-field',
    );
    expect(codeOf(() => parseEdition(good.replaceAll('"nksQueQuan"', '"nksHoTen"'), 'x.json'))).toBe(
      'edition-field-twice',
    );
  });

  it('that is asked for by an unknown id is answered with the known ones', () => {
    expect(codeOf(() => getEdition('KS-1900'))).toBe('edition-unknown');
  });
});
