// Digits and signs that stand for letters in words which somebody hides from a filter.
const disguises: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
  '€': 'e',
};

/**
 * The words of a text as a filter compares them: lower case, without accents, `ß` as `ss`. An apostrophe ends a word,
 * or "he'll" would be a curse.
 * A word with letters and disguises mixed ("1d10t") is given undisguised; letters spelled one by one ("i d i o t",
 * "i.d.i.o.t") are joined; a letter that is drawn out ("idiiiot") counts once.
 */
export function foldedWords(text: string): readonly string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u2060\ufeff]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
  const words: string[] = [];
  let spelled = '';
  const endSpelled = () => {
    if (spelled.length > 2) words.push(spelled);
    else words.push(...spelled);
    spelled = '';
  };
  for (const raw of plain.split(/[^\p{L}\p{N}@$!|€]+/u)) {
    const word = undisguised(raw);
    if (word === '') continue;
    if ([...word].length === 1) spelled += word;
    else {
      endSpelled();
      words.push(word.replace(/(\p{L})\1{2,}/gu, '$1'));
    }
  }
  endSpelled();
  return words;
}

function undisguised(word: string): string {
  const trimmed = word.replace(/^[!|]+|[!|]+$/g, '');
  // A number, a price, or an exclamation is what it is.
  if (!/\p{L}/u.test(trimmed)) return trimmed.replace(/[^\p{N}]/gu, '');
  return [...trimmed].map((sign) => disguises[sign] ?? sign).join('');
}
