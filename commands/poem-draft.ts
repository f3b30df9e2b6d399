/** Asks the language model for a first draft, and hears its text as a stranger's: the place's word filter reads it first. */
import type { Logger } from 'pino';
import type { Drafter } from '../src/drafter/index.ts';
import { InklingError } from '../src/errors.ts';
import type { Guard } from '../src/guard/index.ts';
import type { PoemRequest } from '../src/poem.ts';
import { findStyle } from '../src/poetics/styles.ts';
import type { SettingsBook } from '../src/settings/index.ts';
import type { Asking } from './poem.ts';

/** @returns undefined when there is no draft to be had; the poem is drawn without one */
export type DraftWriter = (request: PoemRequest, asking: Asking, signal: AbortSignal) => Promise<string | undefined>;

export interface DraftWriterOptions {
  readonly drafter: Drafter;
  readonly guard: Pick<Guard, 'check'>;
  readonly settings: SettingsBook;
  readonly logger: Pick<Logger, 'warn'>;
}

export function createDraftWriter({ drafter, guard, settings, logger }: DraftWriterOptions): DraftWriter {
  return async ({ topic, style: id, lines }, { place }, signal) => {
    const { name, form } = findStyle(id);
    const outcome = await drafter.write({ topic, style: name, lines: lines ?? form.lines.usual }, signal);
    if (!outcome.ok) {
      logger.warn({ reason: outcome.reason, detail: outcome.detail }, 'the drafter gave no draft');
      return undefined;
    }
    try {
      guard.check(outcome.text, await settings.of(place));
      return outcome.text;
    } catch (error) {
      if (!(error instanceof InklingError)) throw error;
      logger.warn({ reason: error.code }, 'the drafter’s text was refused');
      return undefined;
    }
  };
}
