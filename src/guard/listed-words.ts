import { foldedWords } from './fold.ts';

/** A list of words and phrases, matched whole. */
export interface ListedWords {
  /** The entries that stand in the text, as they were listed. */
  find(text: string): readonly string[];
}

/**
 * @param entries words or phrases as people type them; the last word may end in `*` for "anything that begins so"
 */
export function listedWords(entries: readonly string[]): ListedWords {
  const single = new Map<string, string>();
  const openEnded: { readonly start: string; readonly entry: string }[] = [];
  const phrases: { readonly words: string; readonly openEnded: boolean; readonly entry: string }[] = [];
  for (const entry of entries) {
    const open = entry.trimEnd().endsWith('*');
    const words = foldedWords(entry);
    const only = words[0];
    if (only === undefined) continue;
    if (words.length > 1) phrases.push({ words: words.join(' '), openEnded: open, entry });
    else if (open) openEnded.push({ start: only, entry });
    else for (const form of [only, `${only}s`, `${only}es`]) if (!single.has(form)) single.set(form, entry);
  }

  return {
    find(text) {
      const words = foldedWords(text);
      const found = new Set<string>();
      for (const word of words) {
        const entry = single.get(word) ?? openEnded.find(({ start }) => word.startsWith(start))?.entry;
        if (entry !== undefined) found.add(entry);
      }
      const line = ` ${words.join(' ')} `;
      for (const phrase of phrases)
        if (line.includes(phrase.openEnded ? ` ${phrase.words}` : ` ${phrase.words} `)) found.add(phrase.entry);
      return [...found];
    },
  };
}
