/** The poems that are measured: every style in turn over varied topics, with three ways of drawing. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Atelier, type Denoiser, type SamplingSettings, samplingSettings } from '../../src/diffusion/index.ts';
import { InklingError } from '../../src/errors.ts';
import type { PoemRequest } from '../../src/poem.ts';
import { findStyle, TopicEncoder } from '../../src/poetics/index.ts';
import { type DrawnPoem, drawPoem } from '../drawn.ts';
import { topics } from '../topics.ts';

/**
 * One request a style in each round, so that a run that is cut short has drawn every style alike.
 * @param brief  eight steps, and about eight lines where the style leaves their number open
 */
export function requests(styles: readonly string[], rounds: number, { brief = false } = {}): PoemRequest[][] {
  return Array.from({ length: rounds }, (_, round) =>
    styles.map((style, number) => ({
      style,
      // Steps through the topics with a stride that meets them all, so that styles differ in theirs.
      topic: topics[(round * 7 + number * 5) % topics.length]!,
      seed: 1000 * round + number,
      ...(brief ? { steps: 8, ...briefLines(style) } : {}),
    })),
  );
}

function briefLines(style: string): { lines: number } | Record<string, never> {
  const { form } = findStyle(style);
  const { least, usual, multipleOf } = form.lines;
  const lines = Math.max(least, Math.floor(8 / multipleOf) * multipleOf);
  return form.takesWord || lines >= usual ? {} : { lines };
}

/** What was drawn, and the requests that the engine gave up on. */
export interface Draws {
  readonly poems: readonly DrawnPoem[];
  readonly failures: readonly { readonly style: string; readonly reason: string }[];
}

export async function drawAll(
  atelier: Atelier,
  rounds: readonly (readonly PoemRequest[])[],
  {
    until,
    whole = true,
    denoiser,
    say,
  }: {
    /** On the clock of `performance.now()`. */
    readonly until: number;
    /** Whether the first round is finished whatever the time, so that each style has a figure. */
    readonly whole?: boolean;
    readonly denoiser?: Pick<Denoiser, 'scores'>;
    readonly say: (progress: string) => void;
  },
): Promise<Draws> {
  const poems: DrawnPoem[] = [];
  const failures: { style: string; reason: string }[] = [];
  for (const [round, wanted] of rounds.entries())
    for (const request of wanted) {
      if ((round > 0 || !whole) && performance.now() > until) return { poems, failures };
      try {
        poems.push(await drawPoem(atelier, request, denoiser));
      } catch (error) {
        if (!(error instanceof InklingError)) throw error;
        failures.push({ style: request.style, reason: `${request.topic}: ${error.message}` });
      }
      if (poems.length % 25 === 0) say(`${poems.length} poems drawn`);
    }
  return { poems, failures };
}

/** The shipped sampler with classifier-free guidance (Ho & Salimans 2022) towards the prompt. */
export const guidedSettings: SamplingSettings = { ...samplingSettings, guidance: { first: 1.8, last: 1.3 } };

/** The model under the shipped sampler, or under another. */
export function openAtelier(folder: string, threads: number, settings = samplingSettings): Promise<Atelier> {
  return Atelier.open({ folder, threads, device: 'cpu', settings });
}

export async function openEncoder(folder: string): Promise<TopicEncoder> {
  return new TopicEncoder(await readFile(join(folder, 'topics.bin')));
}
