/** Held-out poems to stand beside drawn ones: in the same form by the length of their lines, each as seldom as can be. */
import type { SeededRandom } from '../../src/diffusion/random.ts';
import { checkPoem, findStyle, type Pronouncer } from '../../src/poetics/index.ts';
import { inOrderOfChance } from '../order-of-chance.ts';

/** Share of a poem's lines that must be as long as the form wants them, give or take a syllable. */
const LEAST_SHARE = 0.9;

/** Whether a text has as many lines as the form, of about its lengths: notes in prose, mottoes and other metres have not. */
export function isOfForm(text: string, style: string, pronouncer: Pronouncer): boolean {
  const { lines, expectedLines } = checkPoem(text, findStyle(style), {}, pronouncer);
  const fit = lines.filter(({ found, expected }) =>
    found.some((syllables) => expected.some((wanted) => Math.abs(wanted - syllables) <= 1)),
  );
  return lines.length === expectedLines && fit.length >= LEAST_SHARE * lines.length;
}

/** Hands out texts by style in an order of chance, none again while another of the style has come less often. */
export class Deck {
  readonly #texts: ReadonlyMap<string, readonly string[]>;
  readonly #random: SeededRandom;
  /** How often each text has come: styles of one form share their texts. */
  readonly #times = new Map<string, number>();

  constructor(texts: ReadonlyMap<string, readonly string[]>, random: SeededRandom) {
    this.#texts = texts;
    this.#random = random;
  }

  /** The styles that have any texts. */
  get styles(): string[] {
    return [...this.#texts].filter(([, texts]) => texts.length > 0).map(([style]) => style);
  }

  /** @returns undefined for a style that has no text at all */
  next(style: string): string | undefined {
    const timesOf = (text: string) => this.#times.get(text) ?? 0;
    const [text] = inOrderOfChance(this.#texts.get(style) ?? [], this.#random).sort(
      (one, other) => timesOf(one) - timesOf(other),
    );
    if (text !== undefined) this.#times.set(text, timesOf(text) + 1);
    return text;
  }
}
