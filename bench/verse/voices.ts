/** Which voice a poem of human verse speaks in, where its author or style leaves no doubt: for the voice classifier. */

const authors: Readonly<Record<string, readonly string[]>> = {
  elizabethan: ['Shakespeare', 'Edmund Spenser', 'Philip Sidney', 'Michael Drayton', 'Samuel Daniel', 'John Donne'],
  augustan: ['Dryden', 'Alexander Pope', 'Jonathan Swift', 'Edward Young', 'Samuel Johnson', 'Oliver Goldsmith'],
  romantic: ['Wordsworth', 'Keats', 'Shelley', 'Byron', 'Coleridge'],
  victorian: ['Tennyson', 'Browning', 'Longfellow', 'Matthew Arnold', 'Rossetti'],
  dickinson: ['Emily Dickinson'],
  whitman: ['Walt Whitman'],
  nonsense: ['Edward Lear', 'Lewis Carroll', 'Carolyn Wells', 'Gelett Burgess'],
  hymn: ['Isaac Watts', 'Charles Wesley', 'John Newton', 'John Keble'],
};

const sources: readonly (readonly [string, string])[] = [
  ['GITenberg/A-Nonsense', 'nonsense'],
  ['GITenberg/Hymns', 'hymn'],
  ['GITenberg/The-Real-Mother', 'nursery'],
  ['GITenberg/The-Nursery', 'nursery'],
  ['GITenberg/Mother-Goose', 'nursery'],
  ['GITenberg/Denslow', 'nursery'],
  ['GITenberg/Poems-by-Emily', 'dickinson'],
];

const styles: Readonly<Record<string, string>> = {
  'modern free verse': 'modern',
  haiku: 'modern',
  tanka: 'modern',
  'blank verse': 'modern',
  'modern sonnet': 'modern',
  villanelle: 'modern',
  acrostic: 'modern',
  'long-line free verse': 'whitman',
  'hymn-metre lyric': 'dickinson',
  'elegiac quatrains': 'romantic',
  'heroic couplets': 'augustan',
  'nursery rhyme': 'nursery',
  limerick: 'nonsense',
  'rap battle': 'rap',
  'boast rap': 'rap',
  'story rap': 'rap',
  'old-school rap': 'rap',
};

const archaic = /\b(?:thee|thou|thy|thine|hath|doth|dost|hast|saith|'tis|ere|o'er)\b/gi;

/** Styles in which old and new diction both occur. */
const eitherDiction = new Set(['Shakespearean sonnet', 'modern sonnet', 'villanelle', 'blank verse']);

/** @returns a voice's id, or undefined for a poem of no telling author */
export function voiceOf(
  poem: { readonly style: string; readonly text: string } | { readonly author: string; readonly source: string },
): string | undefined {
  if ('style' in poem) {
    const old = eitherDiction.has(poem.style) && (poem.text.match(archaic)?.length ?? 0) >= 3;
    return old ? 'elizabethan' : styles[poem.style];
  }
  const fromSource = sources.find(([prefix]) => poem.source.startsWith(prefix));
  if (fromSource) return fromSource[1];
  return Object.keys(authors).find((voice) => authors[voice]!.some((name) => poem.author.includes(name)));
}
