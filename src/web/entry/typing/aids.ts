/** What the page makes of typed text by the type of its field, when the field is left. Never while somebody composes. */
import type { FieldType } from '../../../domain/fields.ts';
import { tidy, upper } from '../../../domain/text.ts';
import { expandDate } from './dates.ts';

/** `=` in front says "so it stands there": then nothing is touched. */
export const finishText = (type: FieldType, typed: string): string => {
  const text = tidy(typed);
  if (text === '' || text.startsWith('=')) return text;
  switch (type) {
    case 'date':
      return expandDate(text);
    case 'person-name':
      return upper(text);
    case 'document-number':
      return text.toLocaleUpperCase('vi').replace(/[\s.-]+/gu, '');
    case 'place':
    case 'ethnic-group':
    case 'nationality':
      return capitalised(text);
    default:
      return text;
  }
};

/** First letter of the text large; the rest is the writer's. */
const capitalised = (text: string): string => {
  const [first = '', ...rest] = [...text];
  return first.toLocaleUpperCase('vi') + rest.join('');
};

/** While typing: only a date that is complete in figures is written out, at the moment its last digit falls. */
export const whileTyping = (type: FieldType, before: string, after: string): string =>
  type === 'date' && after.length > before.length && /^\d{8}$/.test(after) ? expandDate(after) : after;
