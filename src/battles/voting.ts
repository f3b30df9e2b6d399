import type { Ballots } from '../store/index.ts';

/** Voters whose last vote is remembered; an earlier one that is still on its way then comes soon or never. */
const mostRemembered = 10_000;

interface Turn {
  /** The latest vote of this person that has come. */
  arrival: number;
  /** Settles when their last vote has been written. */
  written: Promise<unknown>;
}

/**
 * Votes in the order in which people gave them. Whoever changes their mind within a moment has two votes on their way,
 * and a database with several connections may write the later one first.
 */
export class VotesInOrder {
  readonly #ballots: Ballots;
  /** By ballot and voter. */
  readonly #turns = new Map<string, Turn>();

  constructor(ballots: Ballots) {
    this.#ballots = ballots;
  }

  /**
   * @param arrival a vote that arrived before one that is on its way changes nothing; without it, votes count as they come
   * @returns false when the ballot is closed
   */
  async vote(ballot: string, voter: string, choice: string, arrival?: number): Promise<boolean> {
    const key = `${ballot} ${voter}`;
    const turn = this.#turns.get(key) ?? { arrival: 0, written: Promise.resolve() };
    const late = arrival !== undefined && arrival < turn.arrival;
    // Its answer is that of the vote which took its place.
    const vote = async () => late || (await this.#ballots.vote(ballot, voter, choice)).counted;
    const written = turn.written.then(vote, vote);
    turn.arrival = Math.max(turn.arrival, arrival ?? 0);
    turn.written = written;
    this.#turns.set(key, turn);
    if (this.#turns.size > mostRemembered)
      for (const oldest of this.#turns.keys()) if (this.#turns.delete(oldest)) break;
    return written;
  }
}
