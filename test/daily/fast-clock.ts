import { type Clock, systemClock } from '../../src/clock.ts';

/** A clock that many processes share and that runs faster than the wall's. */
export interface FastClockTerms {
  /** Milliseconds since the epoch by the wall at which the clock showed {@link FastClockTerms.showed}. */
  readonly atWall: number;
  readonly showed: number;
  readonly times: number;
}

export function fastClock({ atWall, showed, times }: FastClockTerms): Clock {
  return {
    now: () => Math.floor(showed + (Date.now() - atWall) * times),
    sleep: (ms, signal) => systemClock.sleep(Math.ceil(ms / times), signal),
  };
}
