/**
 * Vietnamese text of before Unicode, opened as if it were Latin-1: TCVN3 (ABC fonts, "NguyÔn V¨n An") and VNI ("Nguyeãn Vaên
 * An"). It is refused with a hint and not guessed at: both codes are ambiguous in capitals.
 */
export const LEGACY_ENCODINGS = ['TCVN3', 'VNI'] as const;
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number];

/** Signs of Latin-1 that stand for letters in TCVN3, beside a letter… */
const TCVN3_SIGN = /\p{L}[µ¸¶·¹¨¾¼½©®ª¬\u00ad]|[µ¸¶·¹¨¾¼½©®ª¬\u00ad]\p{L}/u;
/** …and letters that are in no Vietnamese word. */
const TCVN3_LETTERS = /[ÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñöøûüþ]/gu;

/** A vowel and the letter that VNI puts behind it as its mark: such letters are in no Vietnamese word… */
const VNI_SURE = /[aeouyAEOUY][øûïåäëöüØÛÏÅÄËÖÜ]/u;
/** …or are rarely side by side ("xoõng", "Laêê" are): one alone says nothing. */
const VNI_PAIRS = /[aeouyAEOUY][ùõâáàãêéèúÙÕÂÁÀÃÊÉÈÚ]/gu;
/** Those pairs of them that do occur: "hoà" and "khoè" in their newer spelling, "quá", "khuê", "yên". */
const USUAL = /[oO][àáãèéÀÁÃÈÉ]|[uU][àáãâêéèÀÁÃÂÊÉÈ]|[yY][êÊ]/gu;

/** The old encoding that the text seems to be in, or null. One odd letter alone is taken for a slip. */
export const legacyEncodingOf = (text: string): LegacyEncoding | null => {
  const composed = text.normalize('NFC');
  if (TCVN3_SIGN.test(composed)) return 'TCVN3';
  const pairs = composed.replace(USUAL, ' ').match(VNI_PAIRS)?.length ?? 0;
  if (VNI_SURE.test(composed) || pairs >= 2) return 'VNI';
  return (composed.match(TCVN3_LETTERS)?.length ?? 0) >= 2 ? 'TCVN3' : null;
};
