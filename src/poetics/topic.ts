/** Reads what somebody typed as a topic: cleans it, finds its words, makes guests of those that the lexicon lacks. */
import anyAscii from 'any-ascii';
import numberToWords from 'number-to-words';
import { RequestError } from '../errors.ts';
import { Pronouncer } from './dictionary.ts';
import { isFunctionWord } from './function-words.ts';
import type { Lexicon } from './lexicon.ts';
import { tokeniseLine } from './tokenise.ts';
import type { TopicEncoder } from './topic-encoder.ts';
import type { Guest, Topic } from './types.ts';

/** Characters of a topic, after trimming. */
const longestTopic = 200;
/** Words of a topic that the model reads. */
const mostWords = 6;
/** Letters of a word that can stand in a line. */
const longestGuest = 40;

/** Control characters, and the format characters that turn or hide text, become spaces or nothing. */
export function cleanText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\ufffd]/gu, ' ')
    .replaceAll(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\p{Co}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Digits as words ("3am" → "three am"), so that they can be said; long numbers digit by digit. */
function numbersAsWords(text: string): string {
  return text.replaceAll(/\p{Nd}+/gu, (written) => {
    const digits = anyAscii(written);
    const spoken =
      digits.length > 4 || (digits.length > 1 && digits.startsWith('0'))
        ? [...digits].map((digit) => numberToWords.toWords(Number(digit))).join(' ')
        : numberToWords.toWords(Number(digits)).replaceAll(',', '');
    return ` ${spoken} `;
  });
}

/** "Anna's" speaks of Anna; "it's" and "let's" are function words as they stand. */
function withoutPossessive({ word, spelling }: { word: string; spelling: string }): { word: string; spelling: string } {
  return word.endsWith("'s") && !isFunctionWord(word)
    ? { word: word.slice(0, -2), spelling: spelling.slice(0, -2) }
    : { word, spelling };
}

/** The text as Latin letters where it has any sense there, each word beside the spelling to print. */
function readWords(text: string, knows: (word: string) => boolean): { word: string; spelling: string }[] {
  // Ligatures, full width and circled signs are the plain letters that they stand for.
  const spelt = numbersAsWords(text.normalize('NFKC'));
  const found: { word: string; spelling: string }[] = [];
  // Emoji and the like are named (":pizza:") only when nothing else was said.
  const withoutPictures = spelt.replaceAll(
    /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\ufe0f|\u200d/gu,
    ' ',
  );
  const sayable = /[\p{L}]/u.test(withoutPictures)
    ? withoutPictures
    : spelt.replaceAll(/\p{Emoji_Modifier}|\ufe0f/gu, '');
  for (const part of sayable.split(/\s+/)) {
    // A word of accented Latin keeps its spelling; other scripts are printed as they are read.
    const latin = /^[\p{Script=Latin}\p{N}\p{P}\p{S}\p{M}]*$/u.test(part) && !/\p{Extended_Pictographic}/u.test(part);
    const printed = latin ? part : anyAscii(part).replaceAll(/[:_]/g, ' ');
    const { words, spans } = tokeniseLine(latin ? part.replaceAll('_', ' ') : printed, knows);
    for (const [i, word] of words.entries()) {
      const [start, end] = spans[i]!;
      found.push(withoutPossessive({ word, spelling: printed.slice(start, end) }));
    }
  }
  return found;
}

/** The words to speak of, each once; function words and single letters only when there are no others. */
function tellingWords<T extends { word: string }>(words: readonly T[]): T[] {
  const telling = words.filter(({ word }) => word.length > 1 && !isFunctionWord(word));
  const once = new Map<string, T>();
  for (const word of telling.length > 0 ? telling : words) if (!once.has(word.word)) once.set(word.word, word);
  return [...once.values()].filter(({ word }) => word.length <= longestGuest);
}

/**
 * Reads a topic.
 *
 * Token names that somebody types ("[MASK]", "<guest1>") are ordinary text. Other scripts are read by their sound
 * in Latin letters, numbers as words, and emoji by their names where there is nothing else.
 *
 * @param text as typed
 * @throws {RequestError} `topic-empty`, `topic-too-long`, or `topic-unsayable` when no word can be made of it
 */
export function readTopic(text: string, lexicon: Lexicon, encoder: TopicEncoder): Topic {
  const clean = cleanText(text);
  if (clean === '') throw new RequestError('topic-empty', 'Give me a topic: a word or two are enough.');
  const length = [...clean].length;
  if (length > longestTopic) {
    throw new RequestError(
      'topic-too-long',
      `A topic may have at most ${longestTopic} characters; this one has ${length}.`,
    );
  }
  const pronouncer = new Pronouncer(lexicon);
  const telling = tellingWords(readWords(clean, (word) => pronouncer.knows(word)));
  if (telling.length === 0) {
    throw new RequestError('topic-unsayable', 'I cannot read that aloud. Give me a topic in words.');
  }

  const guests: Guest[] = [];
  const words: Topic['words'][number][] = [];
  for (const { word, spelling } of telling) {
    if (words.length === mostWords) break;
    const token = lexicon.id(word);
    if (token !== undefined) {
      if (!lexicon.blocked(token)) words.push({ token });
    } else if (guests.length < lexicon.guests) {
      words.push({ guest: guests.length });
      guests.push({ spelling, word, pronunciations: pronouncer.pronounce(word) });
    }
  }
  const vector = encoder.encode(clean);
  // A script that the encoder cannot read still has its sound in Latin letters.
  const known = vector.some((value) => value !== 0);
  const heard = () => encoder.encode(telling.map(({ word }) => word).join(' '));
  return { text: clean, words, guests, vector: known ? vector : heard() };
}
