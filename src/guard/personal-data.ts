/** One kind of thing that is stored about a person. */
export interface PersonalData {
  /** Names the kind for people: `poems`, `votes`, … */
  readonly kind: string;
  /** How long it is kept; 0 = until something else ends it, which the kind's sentence says. */
  readonly keptForDays: number;
  /** Each item in a few words, the person's own where they are: topics, choices. */
  list(person: string): Promise<readonly string[]>;
  /** Deletes, or takes the person's name off what others share; returns how many items. */
  erase(person: string): Promise<number>;
}

/** What is stored of one kind about one person. */
export interface PersonalDataFound {
  readonly kind: string;
  readonly keptForDays: number;
  readonly items: readonly string[];
}

/** Everything that is stored about a person. */
export async function personalDataOf(
  person: string,
  kinds: readonly PersonalData[],
): Promise<readonly PersonalDataFound[]> {
  return Promise.all(
    kinds.map(async ({ kind, keptForDays, list }) => ({ kind, keptForDays, items: await list(person) })),
  );
}

/** Deletes all of it. Every kind is tried; returns how many items went. */
export async function erasePersonalData(person: string, kinds: readonly PersonalData[]): Promise<number> {
  const outcomes = await Promise.allSettled(kinds.map(({ erase }) => erase(person)));
  let erased = 0;
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
    erased += outcome.value;
  }
  return erased;
}
