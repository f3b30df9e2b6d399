/** Numbers written in digits, as they are said. */
import numberToWords from 'number-to-words';

const mostDigits = 4;

/**
 * The words of a numeral: "12" → twelve, "1984" → nineteen eighty four, "3rd" → third, "1,000" → one thousand.
 *
 * @param written digits with an optional ordinal ending; thousands may be separated by commas
 * @returns undefined for what is no such numeral, or is too long to be said as one number
 */
export function spokenNumeral(written: string): readonly string[] | undefined {
  const found = /^(\d{1,3}(?:,\d{3})+|\d+)(st|nd|rd|th|s)?$/i.exec(written);
  if (!found) return undefined;
  const digits = found[1]!.replaceAll(',', '');
  const separated = found[1]!.includes(',');
  if (digits.length > (separated ? 7 : mostDigits) || (digits.length > 1 && digits.startsWith('0'))) return undefined;
  const value = Number(digits);
  const ending = found[2]?.toLowerCase();
  if (ending !== undefined && ending !== 's') return wordsOf(numberToWords.toWordsOrdinal(value));
  if (ending === undefined && !separated && isYear(value)) return wordsOf(asYear(value));
  return ending === 's' ? undefined : wordsOf(numberToWords.toWords(value));
}

/** Years are said by hundreds; 1900 and 2005 as any number. */
function isYear(value: number): boolean {
  return value >= 1100 && value < 2100 && value % 100 >= 10;
}

function asYear(value: number): string {
  return `${numberToWords.toWords(Math.floor(value / 100))} ${numberToWords.toWords(value % 100)}`;
}

function wordsOf(spoken: string): string[] {
  return spoken
    .replaceAll(',', '')
    .split(/[\s-]+/)
    .filter((word) => word !== 'and');
}
