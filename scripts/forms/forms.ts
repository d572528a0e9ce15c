/** All forms that are described here. The one-entry forms KS, KH and KT of 2016 are edition files without a description. */
import type { Form } from './form.ts';
import { BIRTHS } from './kinds/births.ts';
import { DEATHS } from './kinds/deaths.ts';
import { FRAMED } from './kinds/framed.ts';
import { MARRIAGES } from './kinds/marriages.ts';

export const FORMS: readonly Form[] = [...BIRTHS, ...MARRIAGES, ...DEATHS, ...FRAMED];
