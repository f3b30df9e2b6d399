import type { Battle, SideName } from './battle.ts';
import { sides } from './battle.ts';

/** How one style has fared. */
export interface Standing {
  readonly style: string;
  readonly won: number;
  readonly drawn: number;
  readonly lost: number;
}

/** A server's leaderboard. */
export interface Results {
  readonly battles: number;
  readonly votes: number;
  /** The best first: by victories, then by fewer defeats. */
  readonly styles: readonly Standing[];
  /** Who called the most battles, the keenest first. */
  readonly callers: readonly { readonly name: string; readonly battles: number }[];
}

/** Counts closed battles. A battle of a style with itself counts for neither. */
export async function resultsOf(battles: AsyncIterable<Battle>): Promise<Results> {
  const standings = new Map<string, { won: number; drawn: number; lost: number }>();
  const callers = new Map<string, { name: string; battles: number }>();
  let count = 0;
  let votes = 0;
  const standing = (style: string) => {
    const present = standings.get(style) ?? { won: 0, drawn: 0, lost: 0 };
    standings.set(style, present);
    return present;
  };
  for await (const { state, winner, tally = {}, calledBy, a, b } of battles) {
    if (state !== 'closed' || winner === undefined || !a || !b) continue;
    count += 1;
    votes += (tally.a ?? 0) + (tally.b ?? 0);
    if (calledBy) {
      const caller = callers.get(calledBy.id) ?? { name: calledBy.name, battles: 0 };
      callers.set(calledBy.id, { name: calledBy.name, battles: caller.battles + 1 });
    }
    const styles: Readonly<Record<SideName, string>> = { a: a.request.style, b: b.request.style };
    if (styles.a === styles.b) continue;
    for (const side of sides) {
      const one = standing(styles[side]);
      if (winner === 'draw') one.drawn += 1;
      else if (winner === side) one.won += 1;
      else one.lost += 1;
    }
  }
  return {
    battles: count,
    votes,
    styles: [...standings]
      .map(([style, counts]) => ({ style, ...counts }))
      .sort((x, y) => y.won - x.won || x.lost - y.lost || x.style.localeCompare(y.style)),
    callers: [...callers.values()].sort((x, y) => y.battles - x.battles || x.name.localeCompare(y.name)),
  };
}
