/** What the buttons under a poem need to know after a restart. */
import type { Poem, PoemRequest } from '../src/poem.ts';

export interface PoemRecord {
  /** Short: it stands in the ids of buttons. */
  readonly id: string;
  /** With its seed. */
  readonly request: PoemRequest;
  /** The platform's id of the person who asked. */
  readonly author: string;
  readonly locale: string;
  /** The finished poem; absent while it is being drawn. */
  readonly text?: string;
}

/** Kept by the store. */
export interface PoemRecords {
  /** Writes the record, over an earlier one of the same id. */
  save(record: PoemRecord): Promise<void>;
  find(id: string): Promise<PoemRecord | undefined>;
  /** Notes that a poem is to stop, for whichever process draws it. @param by the name that the message will give */
  askToStop(id: string, by: string): Promise<void>;
  /** Who asked for it lately, if anybody did. */
  stopAskedBy(id: string): Promise<string | undefined>;
}

/** The request with what the load left of its steps, so that a replay under any load is the same poem. */
export function asItWasDrawn(request: PoemRequest, { mostSteps }: Poem): PoemRequest {
  return mostSteps === undefined ? request : { ...request, mostSteps };
}

/** For a process without a store: buttons older than it are forgotten, and so are all but the newest poems. */
export function poemRecordsInMemory(limit = 5_000): PoemRecords {
  const records = new Map<string, PoemRecord>();
  const stops = new Map<string, string>();
  return {
    async save(record) {
      records.delete(record.id);
      records.set(record.id, record);
      if (records.size <= limit) return;
      for (const oldest of records.keys()) {
        stops.delete(oldest);
        return void records.delete(oldest);
      }
    },
    async find(id) {
      return records.get(id);
    },
    async askToStop(id, by) {
      stops.set(id, by);
    },
    async stopAskedBy(id) {
      return stops.get(id);
    },
  };
}

/** Ten characters of [a-z0-9]: 51 bits, so that poems of years do not meet. */
export function newRecordId(random: () => number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 10 }, () => letters[Math.floor(random() * letters.length)]).join('');
}
