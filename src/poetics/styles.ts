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

function style(id: string, name: string, form: string, voice: string, description: string): Style {
  return { id, name, description, form: formOf(form), voice };
}

export const styles: readonly Style[] = [
  style('haiku', 'Haiku', 'haiku', 'modern', 'Three lines of 5, 7 and 5 syllables'),
  style('tanka', 'Tanka', 'tanka', 'modern', 'Five lines of 5, 7, 5, 7 and 7 syllables'),
  style(
    'shakespearean-sonnet',
    'Shakespearean sonnet',
    'shakespearean-sonnet',
    'elizabethan',
    'Three quatrains and a couplet of iambic pentameter',
  ),
  style('modern-sonnet', 'Modern sonnet', 'shakespearean-sonnet', 'georgian', "Shakespeare's form, plainer words"),
  style(
    'petrarchan-sonnet',
    'Petrarchan sonnet',
    'petrarchan-sonnet',
    'romantic',
    'An octave and a sestet of iambic pentameter',
  ),
  style('limerick', 'Limerick', 'limerick', 'plain', 'Five bouncing lines with a joke in them'),
  style('nonsense', 'Nonsense verse', 'quatrains', 'nonsense', 'Quatrains after Lear and Carroll'),
  style('ballad', 'Ballad', 'ballad', 'plain', 'Stanzas of 8-6-8-6 that tell a tale'),
  style('dickinson', 'Dickinson', 'ballad', 'dickinson', "Ballad stanzas in Emily Dickinson's voice"),
  style('hymn', 'Hymn', 'hymn', 'hymn', 'Common metre, rhymed ABAB'),
  style('heroic-couplets', 'Heroic couplets', 'couplets', 'augustan', 'Pairs of rhymed iambic pentameter'),
  style('rap-battle', 'Rap battle', 'rap', 'rap', 'Eight bars of four beats, rhymed in pairs'),
  style('villanelle', 'Villanelle', 'villanelle', 'romantic', 'Nineteen lines in which two refrains take turns'),
  style('triolet', 'Triolet', 'triolet', 'plain', 'Eight lines, of which the first returns twice'),
  style('blank-verse', 'Blank verse', 'blank-verse', 'plain', 'Unrhymed iambic pentameter'),
  style('hiawatha', 'Hiawatha', 'trochaic-verse', 'victorian', "Longfellow's drumming lines of four trochees"),
  style('free-verse', 'Free verse', 'free-verse', 'imagist', 'No rhyme, no metre, lines as long as they need'),
  style('whitman', 'Whitman', 'free-verse', 'whitman', "Free verse in Walt Whitman's voice"),
  style('quatrains', 'Quatrains', 'quatrains', 'georgian', 'Stanzas of four lines, rhymed ABAB'),
  style('in-memoriam', 'In Memoriam', 'envelope-quatrains', 'victorian', "Tennyson's stanza, rhymed ABBA"),
  style('elegy', 'Elegy', 'elegiac-quatrains', 'romantic', 'Slow quatrains of pentameter'),
  style('rubaiyat', 'Rubaiyat', 'rubaiyat', 'victorian', "FitzGerald's quatrains, rhymed AABA"),
  style('romantic-ode', 'Romantic ode', 'ode', 'romantic', "A stanza as in Keats's odes"),
  style('nursery-rhyme', 'Nursery rhyme', 'nursery-rhyme', 'nursery', 'Short, bouncy couplets'),
  style('acrostic', 'Acrostic', 'acrostic', 'modern', 'The first letters spell a word'),
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
