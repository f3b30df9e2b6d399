import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Content, Platform, PlatformName } from '../platforms/contract.ts';
import type { Engine, Poem, PoemEvent, PoemRequest } from '../poem.ts';
import type { Store, Tally } from '../store/index.ts';
import type { Battle, Side, SideName } from './battle.ts';

/** The latest that each side's drawing has said. */
export type Progress = Readonly<Record<SideName, PoemEvent | undefined>>;

/** How a battle looks at each moment. */
export interface BattleLook {
  gathering(battle: Battle): Content;
  drawing(battle: Battle, progress: Progress): Content;
  /** Both poems and the buttons; the tally unless it is hidden. */
  voting(battle: Battle, tally: Tally): Content;
  /** Both poems and the result, without buttons. */
  closed(battle: Battle): Content;
  cancelled(battle: Battle): Content;
  /** The winner's poem with the vote as a small chart; both poems for a draw. */
  announcement(battle: Battle, poems: Readonly<Record<SideName, Poem>>): Content;
}

export interface BattleOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly engine: Engine;
  /** The platform of this name, if this process is connected to it. */
  readonly platform: (name: PlatformName) => Platform | undefined;
  readonly look: BattleLook;
  /** A side's request with the server's blocked words. */
  readonly dress: (battle: Battle, side: Side) => Promise<PoemRequest>;
  readonly leaseMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** What opening a vote needs besides. */
export interface OpeningOptions extends BattleOptions {
  /** Whether the tally shows only at the end, as it was said last. */
  readonly isHidden: (battle: Battle) => Promise<boolean>;
  /** The vote is open, and its tally is to be shown otherwise than it was opened with. */
  readonly shownOtherwise: (battle: Battle) => void;
}
