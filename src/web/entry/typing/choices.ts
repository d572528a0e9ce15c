/** Fields that say one of a list: codes, ethnic groups, nationalities. */
import { CODE_LISTS, findCode } from '../../../domain/code-lists.ts';
import { ETHNIC_GROUPS } from '../../../domain/ethnic-groups.ts';
import type { FieldSpec } from '../../../domain/fields.ts';
import { NATIONALITIES } from '../../../domain/nationalities.ts';
import { fold } from '../../../domain/text.ts';

/** `text` is what goes into the field; `hint` is the digit that stands for it. */
export type Choice = Readonly<{ text: string; hint: string | null }>;

const LONGEST_LIST = 9;

/**
 * What the typed text may become, best first: by its digit, by the beginning of any of its words, accents left out or not.
 * An empty text offers the whole list of codes and nothing of the long lists.
 */
export const choicesFor = (spec: Pick<FieldSpec, 'type' | 'codeList'>, typed: string): readonly Choice[] => {
  const wanted = fold(typed);
  if (spec.type === 'code' && spec.codeList !== undefined) {
    const codes = CODE_LISTS[spec.codeList];
    return codes
      .filter(
        (one) =>
          wanted === '' || one.code === wanted || one.words.some((word) => fold(word).startsWith(wanted)),
      )
      .map((one) => ({ text: one.label.vi, hint: one.code }));
  }
  if (wanted === '') return [];
  const names =
    spec.type === 'ethnic-group' ? ETHNIC_GROUPS : spec.type === 'nationality' ? NATIONALITIES : [];
  return names
    .filter((one) => [one.name, ...one.spellings].some((word) => fold(word).startsWith(wanted)))
    .slice(0, LONGEST_LIST)
    .map((one) => ({ text: one.name, hint: null }));
};

/** The only thing the text can mean in its list (`n` in «nữ», `2`), or the text itself. */
export const settleChoice = (spec: Pick<FieldSpec, 'type' | 'codeList'>, typed: string): string => {
  if (typed === '' || typed.startsWith('=')) return typed;
  const choices = choicesFor(spec, typed);
  const exact = choices.find((one) => one.hint === typed || fold(one.text) === fold(typed));
  if (exact !== undefined) return exact.text;
  const [only] = choices;
  return choices.length === 1 && only !== undefined ? only.text : typed;
};

/** The Vietnamese word of a code, as it stands in the field. */
export const showCode = (spec: Pick<FieldSpec, 'codeList'>, code: string): string =>
  spec.codeList === undefined ? code : (findCode(spec.codeList, code)?.label.vi ?? code);
