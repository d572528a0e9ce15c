/** Completing names of places while they are typed, from the units of the time. */
import { fold } from '../src/domain/text.ts';
import { provinces, type Unit, type UnitLevel } from '../src/reading/knowledge/units.ts';

export type PlaceFound = Readonly<{ text: string; level: UnitLevel }>;
type Place = PlaceFound & Readonly<{ keys: readonly string[] }>;

const MOST = 12;
let places: readonly Place[] | undefined;

const capital = (word: string): string => word.charAt(0).toLocaleUpperCase('vi') + word.slice(1);
const named = (unit: Unit): string => `${unit.type} ${unit.name}`;

/** `xã Đạ Kho, huyện Đạ Tẻh, tỉnh Lâm Đồng`, found by its name with and without its type. Built once, about 11,000. */
const build = (): Place[] => {
  const found: Place[] = [];
  const add = (unit: Unit, above: readonly string[]): void => {
    const text = [named(unit), ...above].join(', ');
    const keys = [fold(text), fold([unit.name, ...above].join(', ')), fold([unit.name, ...above].join(' '))];
    found.push({ text, level: unit.level, keys });
    for (const child of unit.children) add(child, [named(unit), ...above]);
  };
  for (const province of provinces()) add(province, []);
  return found;
};

/** Builds the list before somebody waits for it. */
export const warmPlaces = (): void => {
  places ??= build();
};

const RANK: Readonly<Record<UnitLevel, number>> = { province: 0, district: 1, commune: 2 };

/** Places whose name begins like the text. What `near` names (the office that keeps the book) comes first. */
export const completePlace = (typed: string, near = ''): PlaceFound[] => {
  warmPlaces();
  const wanted = fold(typed);
  if (wanted === '') return [];
  const close = fold(near);
  const isNear = (place: Place): boolean => {
    const above = place.text.split(', ').slice(1).map(fold);
    return close !== '' && above.length > 0 && above.every((name) => close.includes(name));
  };
  return (places ?? [])
    .filter(({ keys }) => keys.some((key) => key.startsWith(wanted)))
    .map((place) => ({ place, order: (isNear(place) ? 0 : 10) + RANK[place.level] }))
    .sort((a, b) => a.order - b.order || a.place.text.localeCompare(b.place.text, 'vi'))
    .slice(0, MOST)
    .map(({ place: { text, level } }) => ({ text: capital(text), level }));
};
