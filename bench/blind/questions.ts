/** The questions of a blind reading, and the key that its readers do not see. */
import type { SeededRandom } from '../../src/diffusion/random.ts';
import { inOrderOfChance } from '../order-of-chance.ts';

/** A poem as a reader sees it: nothing but its lines. */
export interface ReadPoem {
  readonly text: string;
  readonly style: string;
  readonly topic: string;
  readonly voice: string;
}

/** What readers are asked. `pair`: which of two poems is better; `topic`, `voice`: what a poem is about, who speaks. */
export type Kind = 'pair' | 'topic' | 'voice';

export interface Question {
  readonly id: string;
  readonly kind: Kind;
  readonly style: string;
  /** One poem, or the two of a pair. */
  readonly poems: readonly string[];
  /** The topics or voices to choose from; of a pair, "A" and "B". */
  readonly choices: readonly string[];
}

/** The right answer of each question, and what it belongs to. */
export interface Key {
  readonly [id: string]: { readonly group: string; readonly answer: string };
}

/** Collects questions in an order of chance. */
export class Questionnaire {
  readonly #random: SeededRandom;
  readonly #asked: { readonly question: Omit<Question, 'id'>; readonly group: string; readonly answer: string }[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** @param own  the poem whose share of choices is counted */
  pair(group: string, own: ReadPoem, other: ReadPoem): void {
    const first = this.#random.next() < 0.5;
    const poems = first ? [own.text, other.text] : [other.text, own.text];
    const question = { kind: 'pair' as const, style: own.style, poems, choices: ['A', 'B'] };
    this.#asked.push({ question, group, answer: first ? 'A' : 'B' });
  }

  /** @param others  wrong answers, more than are shown; @param count  answers to choose from */
  choice(kind: 'topic' | 'voice', poem: ReadPoem, others: readonly string[], count: number): void {
    const answer = poem[kind];
    const wrong = [...new Set(others)].filter((other) => other !== answer);
    const shown = inOrderOfChance(wrong, this.#random).slice(0, count - 1);
    const choices = inOrderOfChance([answer, ...shown], this.#random);
    this.#asked.push({ question: { kind, style: poem.style, poems: [poem.text], choices }, group: kind, answer });
  }

  /** All questions, numbered in an order of chance, and their key. */
  finish(): { questions: Question[]; key: Key } {
    const asked = inOrderOfChance(this.#asked, this.#random).map((one, number) => ({ ...one, id: `q${number + 1}` }));
    return {
      questions: asked.map(({ id, question }) => ({ id, ...question })),
      key: Object.fromEntries(asked.map(({ id, group, answer }) => [id, { group, answer }])),
    };
  }
}

/** How often the answers of a group were the key's. */
export interface Share {
  readonly group: string;
  readonly right: number;
  readonly answered: number;
}

/** @param verdicts  answers by question; what is no choice of its question counts as wrong */
export function shares(key: Key, verdicts: Readonly<Record<string, string>>): Share[] {
  const groups = new Map<string, { right: number; answered: number }>();
  for (const [id, { group, answer }] of Object.entries(key)) {
    const given = verdicts[id];
    if (given === undefined) continue;
    const sums = groups.get(group) ?? { right: 0, answered: 0 };
    sums.answered++;
    if (given === answer) sums.right++;
    groups.set(group, sums);
  }
  return [...groups].map(([group, sums]) => ({ group, ...sums })).sort((a, b) => a.group.localeCompare(b.group));
}
