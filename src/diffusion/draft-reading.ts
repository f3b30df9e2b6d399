/**
 * Reads somebody's draft: which of its words carry its sense, which belong together, and how each is printed.
 */
import { claimKind, spokenNumeral } from '../facts/index.ts';
import {
  cleanText,
  type Guest,
  isFunctionWord,
  type Lexicon,
  type Pronouncer,
  tokeniseLine,
} from '../poetics/index.ts';

/** Letters of a word that can stand in a line. */
const longestWord = 40;
/** Words of a list's entry, or of a number, that can stand side by side in a line. */
const longestItem = 3;

/** One word to keep. */
export interface DraftWord {
  readonly word: string;
  /** As the person wrote it. */
  readonly spelling: string;
  /** Has to be invited: the lexicon lacks it, or would print it otherwise, or must not draw it for itself. */
  readonly invited: boolean;
}

/** Words that belong together, or one alone. */
export interface DraftItem {
  readonly words: readonly DraftWord[];
  /** As it is named where there is no room for it. */
  readonly text: string;
  /** Nothing without its neighbours: a number of several words. */
  readonly whole: boolean;
  /** Says more than its neighbours: a name, a number, a date, a word that the lexicon lacks. */
  readonly telling: boolean;
}

/** A draft, read. */
export interface DraftReading {
  readonly lines: readonly string[];
  /** In their order; every word once. */
  readonly items: readonly DraftItem[];
  /** For the model's guest tokens: the topic's guests, then the draft's. */
  readonly guests: readonly Guest[];
  /** For the words beyond those. */
  readonly visitors: readonly Guest[];
  /** Numbers and the like that nobody could say in a line, as they were written. */
  readonly unsayable: readonly string[];
}

export interface DraftLanguage {
  readonly lexicon: Lexicon;
  readonly pronouncer: Pronouncer;
}

/** @param topicGuests  the topic's guests, whose numbers the prompt uses already */
export function readDraft(draft: string, topicGuests: readonly Guest[], language: DraftLanguage): DraftReading {
  const lines = draft
    .split(/\r?\n/)
    .map(cleanText)
    .filter((line) => line !== '');
  const unsayable: string[] = [];
  const seen = new Set<string>();
  const items = lines
    .flatMap((line) => segmentsOf(line).flatMap((segment) => itemsOf(segment, language, unsayable)))
    .flatMap((item) => unseen(item, seen));
  return { lines, items, unsayable, ...invite(items, topicGuests, language) };
}

/** A stranger's draft: its plain words alone. Names, numbers and unheard-of words must come from the person. */
export function withoutClaims(draft: DraftReading, topicGuests: readonly Guest[]): DraftReading {
  const items = draft.items.filter(({ telling }) => !telling);
  return { ...draft, items, guests: topicGuests, visitors: [], unsayable: [] };
}

/** An entry of a list, or a part of a sentence between two marks. */
function segmentsOf(line: string): string[] {
  return line
    .replaceAll(/^(?:[-*•·–—]|\d{1,2}[.)])\s+/g, '')
    .split(/(?<!\d),|,(?!\d)|[;:!?()[\]"“”•|]|\.(?!\d)|\s[-–—]\s|\s&\s/)
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '');
}

interface Read extends DraftWord {
  readonly number: number;
  readonly carries: boolean;
  readonly name: boolean;
}

function itemsOf(segment: string, language: DraftLanguage, unsayable: string[]): DraftItem[] {
  const read = readSegment(segment, language, unsayable);
  const carrying = read.filter(({ carries }) => carries);
  const isEntry = carrying.length === read.length && read.length > 0 && read.length <= longestItem;
  if (isEntry) return [itemOf(read)];
  const items: Read[][] = [];
  for (const [at, word] of read.entries()) {
    if (!word.carries) continue;
    const before = read[at - 1];
    const joins = before?.carries && (before.number === word.number || (before.name && word.name));
    if (joins && items.at(-1)!.length < longestItem) items.at(-1)!.push(word);
    else items.push([word]);
  }
  return items.map(itemOf);
}

/** The segment's words; a numeral becomes the words in which it is said, all of one number. */
function readSegment(segment: string, language: DraftLanguage, unsayable: string[]): Read[] {
  const { lexicon, pronouncer } = language;
  const { words, spans } = tokeniseLine(segment, (word) => pronouncer.knows(word));
  const read: Read[] = [];
  for (const [at, word] of words.entries()) {
    const [start, end] = spans[at]!;
    const spelling = segment.slice(start, end);
    const numeral = /\d/.test(word) ? numeralAt(segment, start) : undefined;
    if (numeral !== undefined && numeral.start < start) continue;
    if (/\d/.test(word)) {
      const spoken = spokenNumeral(numeral?.text ?? word);
      if (spoken === undefined || spoken.length > longestItem) unsayable.push(numeral?.text ?? spelling);
      else
        for (const part of spoken)
          read.push({
            ...{ word: part, spelling: part, number: at, carries: true, name: false },
            invited: spoken.length > 1 || lexicon.id(part) === undefined,
          });
      continue;
    }
    read.push(readWord(word, spelling, -1 - at, language));
  }
  return read;
}

/** The numeral with its separators that the place is part of. */
function numeralAt(segment: string, place: number): { readonly start: number; readonly text: string } | undefined {
  for (const found of segment.matchAll(/\d[\d.,:/-]*[\da-z]+|\d/gi))
    if (found.index <= place && place < found.index + found[0].length) return { start: found.index, text: found[0] };
  return undefined;
}

function readWord(typed: string, spelt: string, number: number, { lexicon }: DraftLanguage): Read {
  const possessive = typed.endsWith("'s") && !isFunctionWord(typed) && lexicon.id(typed) === undefined;
  const word = possessive ? typed.slice(0, -2) : typed;
  const spelling = possessive ? spelt.slice(0, -2) : spelt;
  const kind = claimKind(word, lexicon);
  const token = lexicon.id(word);
  const capital = /^\p{Lu}/u.test(spelling);
  const smallInLexicon = token !== undefined && !lexicon.isName(token);
  return {
    word,
    spelling,
    number,
    carries: (kind !== undefined || (word.length > 1 && !isFunctionWord(word))) && word.length <= longestWord,
    name: capital && (token === undefined || kind === 'name') && word.length > 1,
    invited: token === undefined || ((kind === 'name' || kind === 'date') && capital && smallInLexicon),
  };
}

function itemOf(words: readonly Read[]): DraftItem {
  const number = words.length > 1 && words.every((word) => word.number >= 0 && word.number === words[0]!.number);
  return {
    words: words.map(({ word, spelling, invited }) => ({ word, spelling, invited })),
    text: words.map(({ spelling }) => spelling).join(' '),
    whole: number,
    telling: words.some((word) => word.invited || word.name || word.number >= 0),
  };
}

/** What of an item was not met before: a word that comes again needs no second place. */
function unseen(item: DraftItem, seen: Set<string>): DraftItem[] {
  if (item.whole) {
    const known = seen.has(item.text);
    seen.add(item.text);
    return known ? [] : [item];
  }
  const words = item.words.filter(({ word }) => !seen.has(word));
  for (const { word } of words) seen.add(word);
  if (words.length === 0) return [];
  return words.length === item.words.length
    ? [item]
    : [{ ...item, words, text: words.map(({ spelling }) => spelling).join(' ') }];
}

/** The draft's own words after the topic's guests: the model's tokens as far as they go, then visitors. */
function invite(
  items: readonly DraftItem[],
  topicGuests: readonly Guest[],
  { lexicon, pronouncer }: DraftLanguage,
): Pick<DraftReading, 'guests' | 'visitors'> {
  const guests = [...topicGuests];
  const visitors: Guest[] = [];
  for (const { words, whole } of items)
    for (const { word, spelling, invited } of words) {
      const present = [...guests, ...visitors].some((one) => one.word === word);
      if (!invited || present) continue;
      const guest = { word, spelling, pronunciations: pronouncer.pronounce(word) };
      // The parts of a number are placed by hand alone: the model must not draw "eighty" for itself.
      if (!whole && lexicon.id(word) === undefined && guests.length < lexicon.guests) guests.push(guest);
      else visitors.push(guest);
    }
  return { guests, visitors };
}
