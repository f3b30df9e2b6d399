/** The program's JSON lines. */
import { InklingError, personSentence } from '../../errors.ts';
import type { Frame, Poem } from '../../poem.ts';
import type { Style } from '../../poetics/index.ts';

const line = (object: object) => `${JSON.stringify(object)}\n`;

export function frameLine({ step, steps, text, settled }: Frame): string {
  return line({ type: 'frame', step, steps, text, settled });
}

export function poemLine({ style, voice, topic, seed, steps, text, checks, leftOut }: Poem): string {
  const left = leftOut === undefined || leftOut.length === 0 ? {} : { leftOut };
  return line({ type: 'poem', style, voice, topic, seed, steps, text, checks, ...left });
}

export function errorLine(error: unknown): string {
  return line({ type: 'error', code: codeOf(error), message: sentenceOf(error) });
}

export function styleLine({ id, name, form, voice }: Style): string {
  return line({
    id,
    name,
    form: form.id,
    voice,
    lines: form.lines.usual,
    rhyme: form.rhyme,
    syllables: form.syllables,
  });
}

/** Whoever sits at a terminal runs the program, so they get the operator's sentence. */
export function sentenceOf(error: unknown): string {
  return error instanceof InklingError ? error.message : personSentence(error);
}

function codeOf(error: unknown): string {
  return error instanceof InklingError ? error.code : 'unexpected';
}
