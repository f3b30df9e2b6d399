/** A style is a form and a voice. `/poem style:` lists these; adding a style adds one entry. */
import { distance } from 'fastest-levenshtein';
import { RequestError } from '../errors.ts';
import { forms } from './forms.ts';
import type { Form, Style } from './types.ts';

/** A way of speaking that the model was trained to tell apart. */
export interface Voice {
  readonly id: string;
  readonly name: string;
}

export const voices: readonly Voice[] = [
  { id: 'modern', name: 'Modern' },
  { id: 'plain', name: 'Plain' },
  { id: 'elizabethan', name: 'Elizabethan' },
  { id: 'augustan', name: 'Augustan' },
  { id: 'romantic', name: 'Romantic' },
  { id: 'victorian', name: 'Victorian' },
  { id: 'georgian', name: 'Georgian' },
  { id: 'imagist', name: 'Imagist' },
  { id: 'dickinson', name: 'Dickinson' },
  { id: 'whitman', name: 'Whitman' },
  { id: 'nonsense', name: 'Nonsense' },
  { id: 'nursery', name: 'Nursery' },
  { id: 'hymn', name: 'Hymn' },
  { id: 'rap', name: 'Rap' },
  { id: 'traditional', name: 'Traditional' },
];

function formOf(id: string): Form {
  const found = forms.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`The table of styles names a form that does not exist: ${id}.`);
  return found;
}

function style(id: string, name: string, form: string, voice: string, steps: number, description: string): Style {
  return { id, name, description, form: formOf(form), voice, steps };
}

export const styles: readonly Style[] = [
  style('haiku', 'Haiku', 'haiku', 'modern', 24, 'Three lines of 5, 7 and 5 syllables'),
  style('tanka', 'Tanka', 'tanka', 'modern', 24, 'Five lines of 5, 7, 5, 7 and 7 syllables'),
  style(
    'shakespearean-sonnet',
    'Shakespearean sonnet',
    'shakespearean-sonnet',
    'elizabethan',
    32,
    'Three quatrains and a couplet of iambic pentameter',
  ),
  style('modern-sonnet', 'Modern sonnet', 'shakespearean-sonnet', 'modern', 32, "Shakespeare's form, today's words"),
  style(
    'petrarchan-sonnet',
    'Petrarchan sonnet',
    'petrarchan-sonnet',
    'romantic',
    32,
    'An octave and a sestet of iambic pentameter',
  ),
  style('limerick', 'Limerick', 'limerick', 'nonsense', 24, 'Five bouncing lines with a joke in them'),
  style('nonsense', 'Nonsense verse', 'quatrains', 'nonsense', 24, 'Quatrains after Lear and Carroll'),
  style('ballad', 'Ballad', 'ballad', 'plain', 24, 'Stanzas of 8-6-8-6 that tell a tale'),
  style('dickinson', 'Dickinson', 'ballad', 'dickinson', 24, "Ballad stanzas in Emily Dickinson's voice"),
  style('hymn', 'Hymn', 'hymn', 'hymn', 24, 'Common metre, rhymed ABAB'),
  style('heroic-couplets', 'Heroic couplets', 'couplets', 'augustan', 24, 'Pairs of rhymed iambic pentameter'),
  style('rap-battle', 'Rap battle', 'rap', 'rap', 24, 'Eight bars of four beats, rhymed in pairs'),
  style('villanelle', 'Villanelle', 'villanelle', 'modern', 32, 'Nineteen lines in which two refrains take turns'),
  style('triolet', 'Triolet', 'triolet', 'modern', 24, 'Eight lines, of which the first returns twice'),
  style('blank-verse', 'Blank verse', 'blank-verse', 'modern', 24, 'Unrhymed iambic pentameter'),
  style('hiawatha', 'Hiawatha', 'trochaic-verse', 'victorian', 24, "Longfellow's drumming lines of four trochees"),
  style('free-verse', 'Free verse', 'free-verse', 'modern', 24, 'No rhyme, no metre, lines as long as they need'),
  style('whitman', 'Whitman', 'free-verse', 'whitman', 24, "Free verse in Walt Whitman's voice"),
  style('quatrains', 'Quatrains', 'quatrains', 'plain', 24, 'Stanzas of four lines, rhymed ABAB'),
  style('in-memoriam', 'In Memoriam', 'envelope-quatrains', 'victorian', 24, "Tennyson's stanza, rhymed ABBA"),
  style('elegy', 'Elegy', 'elegiac-quatrains', 'romantic', 24, 'Slow quatrains of pentameter'),
  style('rubaiyat', 'Rubaiyat', 'rubaiyat', 'victorian', 24, "FitzGerald's quatrains, rhymed AABA"),
  style('romantic-ode', 'Romantic ode', 'ode', 'romantic', 24, "A stanza as in Keats's odes"),
  style('nursery-rhyme', 'Nursery rhyme', 'nursery-rhyme', 'nursery', 24, 'Short, bouncy couplets'),
  style('acrostic', 'Acrostic', 'acrostic', 'modern', 24, 'The first letters spell a word'),
];

/** Of `ids`, those that somebody may have meant by `typed`, the closest first; at most three. */
function closeMatches(typed: string, ids: readonly string[]): string[] {
  const wanted = typed
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-')
    .slice(0, 40);
  const cost = (id: string) =>
    id.includes(wanted) || wanted.includes(id)
      ? 0
      : Math.min(distance(wanted, id), ...id.split('-').map((part) => distance(wanted, part)));
  return ids
    .map((id) => ({ id, cost: wanted ? cost(id) : Number.POSITIVE_INFINITY }))
    .filter((match) => match.cost <= Math.max(2, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, 3)
    .map((match) => match.id);
}

function unknown(code: string, what: string, typed: string, ids: readonly string[]): RequestError {
  const close = closeMatches(typed, ids);
  const advice =
    close.length > 0
      ? `Did you mean ${close.join(' or ')}?`
      : `I know ${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}.`;
  const values = { typed: typed.slice(0, 40), known: (close.length > 0 ? close : ids).join(', ') };
  return new RequestError(code, `I know no ${what} "${values.typed}". ${advice}`, { values });
}

/**
 * A style by its id.
 *
 * @throws {RequestError} `unknown-style`, naming close matches
 */
export function findStyle(id: string): Style {
  const found = styles.find((candidate) => candidate.id === id);
  if (!found) {
    throw unknown(
      'unknown-style',
      'style',
      id,
      styles.map((candidate) => candidate.id),
    );
  }
  return found;
}

/**
 * A voice by its id.
 *
 * @throws {RequestError} `unknown-voice`, naming close matches
 */
export function findVoice(id: string): Voice {
  const found = voices.find((candidate) => candidate.id === id);
  if (!found) {
    throw unknown(
      'unknown-voice',
      'voice',
      id,
      voices.map((candidate) => candidate.id),
    );
  }
  return found;
}
