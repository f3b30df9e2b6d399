/** A poem to mend, laid on the canvas: its settled words are fixed in their slots, its open ones are left to the chain. */
import { RequestError } from '../errors.ts';
import type { PoemRequest, StartLine } from '../poem.ts';
import { endMark, type Guest, type LineShape, type Pronouncer } from '../poetics/index.ts';
import type { PoemCanvas, Unit } from './poem-canvas.ts';
import type { PoemVocabulary, Vocabulary } from './vocabulary.ts';

type Start = PoemRequest['start'];

/** The same shapes, each with the syllables that the laid line has. */
export function shapesForStart(shapes: readonly LineShape[], start: Start): readonly LineShape[] {
  if (start === undefined) return shapes;
  if (start.lines.length !== shapes.length)
    throw new RequestError(
      'start',
      `This form has ${shapes.length} lines; the poem to mend has ${start.lines.length}.`,
    );
  return shapes.map((shape, number) => {
    const { syllables, opensStanza = shape.opensStanza } = start.lines[number]!;
    if (!shape.syllables.includes(syllables)) throw doesNotFit(number);
    return { ...shape, opensStanza, syllables: [syllables, ...shape.syllables.filter((other) => other !== syllables)] };
  });
}

/** The words that the lexicon lacks: the model's guest tokens as far as they go, then visitors. */
export function startGuests(
  start: Start,
  guests: readonly Guest[],
  { lexicon }: Pick<Vocabulary, 'lexicon'>,
  pronouncer: Pronouncer,
): { readonly guests: readonly Guest[]; readonly visitors: readonly Guest[] } {
  const invited = [...guests];
  for (const { words } of start?.lines ?? [])
    for (const { word, text, open } of words)
      if (!open && lexicon.id(word) === undefined && !invited.some((one) => one.word === word))
        invited.push({ word, spelling: text, pronunciations: pronouncer.pronounce(word) });
  return { guests: invited.slice(0, lexicon.guests), visitors: invited.slice(lexicon.guests) };
}

/**
 * Fixes the settled words; slots left of a first word that is open may stay empty.
 *
 * @param blocked words that must not stand in any poem: they are drawn anew
 * @returns the numbers of the units in which nothing is open
 */
export function layStart(
  canvas: PoemCanvas,
  start: Start,
  words: PoemVocabulary,
  blocked: readonly string[],
): Set<number> {
  const whole = new Set<number>();
  if (start === undefined) return whole;
  const refused = new Set(blocked);
  for (const unit of canvas.units) {
    const line = start.lines[unit.lines[0]!]!;
    layLine(canvas, unit, line, words, refused);
    if (!canvas.anyOpen(unit)) whole.add(unit.number);
  }
  return whole;
}

function layLine(canvas: PoemCanvas, unit: Unit, line: StartLine, words: PoemVocabulary, refused: ReadonlySet<string>) {
  const { lexicon } = words;
  const offset = unit.width - 1 - line.words.length;
  if (offset < 0) throw doesNotFit(unit.lines[0]!);
  if (line.words.length > 0 && !line.words[0]!.open)
    for (let place = 0; place < offset; place++) canvas.fix(unit, place, lexicon.pad);
  for (const [at, { word, open }] of line.words.entries()) {
    const token = words.token(word);
    if (!open && token !== undefined && !refused.has(word)) canvas.fix(unit, offset + at, token);
  }
  const last = line.words.at(-1);
  if (last === undefined || last.text === '') return;
  const mark = Math.max(0, lexicon.punctuation.indexOf(endMark(last.text)));
  canvas.fix(unit, unit.width - 1, lexicon.punctuationToken(mark));
}

function doesNotFit(line: number): RequestError {
  return new RequestError('start', `Line ${line + 1} of the poem to mend does not fit this form.`);
}
