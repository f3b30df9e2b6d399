/** How an entry of the table of forms becomes the lines of one poem. */
import { RequestError } from '../errors.ts';
import type { Form, LineShape, Meter } from './types.ts';

/** What one kind of line may be. */
export interface LineKind {
  /** Every allowed number of syllables. */
  readonly syllables: readonly number[];
  /** Those to aim for; one is drawn for each line. */
  readonly usual: readonly number[];
  readonly meter?: Meter;
}

/** A fixed form, or a stanza to repeat. */
export interface FormEntry {
  readonly id: string;
  readonly name: string;
  readonly modelForm: string;
  /**
   * Stanzas separated by "/". A letter is a rhyme group, "-" an unrhymed line, a letter with a digit a refrain of
   * that group ("A1" rhymes with "A" and returns word for word).
   */
  readonly scheme: string;
  /** One kind for all lines, or the kinds of a stanza's lines in order, taken round and round. */
  readonly line: LineKind | readonly LineKind[];
  /** How often the stanza is repeated, with new rhymes each time; once when absent. */
  readonly stanzas?: { readonly usual: number; readonly most: number };
  /** Lines run on without breaks, however often the stanza is repeated. */
  readonly continuous?: boolean;
  /** For people; made from the scheme when absent. */
  readonly rhyme?: string;
  /** For people: "10 a line". */
  readonly syllables: string;
}

interface SchemeLine {
  readonly rhyme: string | undefined;
  readonly refrain: string | undefined;
  readonly opensStanza: boolean;
}

function parseScheme(scheme: string): SchemeLine[] {
  return scheme.split('/').flatMap((stanza) =>
    [...stanza.matchAll(/([A-Za-z])(\d?)|-/g)].map(([whole, letter, digit], place) => ({
      rhyme: letter?.toUpperCase(),
      refrain: digit ? whole : undefined,
      opensStanza: place === 0,
    })),
  );
}

/** Draws one of `choices`, without using up randomness where there is no choice. */
function pick<T>(choices: readonly T[], random: () => number): T {
  return choices.length === 1 ? choices[0]! : choices[Math.floor(random() * choices.length)]!;
}

/** The allowed syllables of one line, the number to aim for first. */
export function aimedSyllables(kind: LineKind, random: () => number): number[] {
  const aim = pick(kind.usual, random);
  return [aim, ...kind.syllables.filter((count) => count !== aim)];
}

/** The sentence that refuses a number of lines, naming those that the form has. */
export function wrongLines(name: string, allowed: string): RequestError {
  return new RequestError('lines', `${name} has ${allowed}.`);
}

function listOf(numbers: readonly number[]): string {
  return numbers.length < 2 ? numbers.join('') : `${numbers.slice(0, -1).join(', ')} or ${numbers.at(-1)}`;
}

/** Makes a {@link Form} of an entry. */
export function form(entry: FormEntry): Form {
  const stanza = parseScheme(entry.scheme);
  const kinds = Array.isArray(entry.line) ? (entry.line as readonly LineKind[]) : [entry.line as LineKind];
  const { usual, most } = entry.stanzas ?? { usual: 1, most: 1 };
  const size = stanza.length;

  return {
    id: entry.id,
    name: entry.name,
    modelForm: entry.modelForm,
    rhyme: entry.rhyme ?? entry.scheme.replaceAll(' / ', ' '),
    syllables: entry.syllables,
    lines: { usual: usual * size, least: size, most: most * size, multipleOf: size },
    shape({ lines = usual * size, random }) {
      const stanzas = lines / size;
      if (!Number.isInteger(stanzas) || stanzas < 1 || stanzas > most) {
        const allowed = Array.from({ length: most }, (_, i) => (i + 1) * size);
        throw wrongLines(entry.name, `${listOf(allowed)} lines`);
      }
      const names = new Map<string, string>();
      const nameOf = (stanzaNumber: number, letter: string) => {
        const key = `${stanzaNumber}${letter}`;
        if (!names.has(key)) names.set(key, String.fromCharCode(65 + names.size));
        return names.get(key)!;
      };
      return Array.from({ length: lines }, (_, line): LineShape => {
        const part = stanza[line % size]!;
        const kind = kinds[(line % size) % kinds.length]!;
        return {
          syllables: aimedSyllables(kind, random),
          meter: kind.meter,
          rhyme: part.rhyme && nameOf(Math.floor(line / size), part.rhyme),
          refrain: part.refrain,
          initial: undefined,
          opensStanza: part.opensStanza && (line === 0 || !entry.continuous),
        };
      });
    },
  };
}
