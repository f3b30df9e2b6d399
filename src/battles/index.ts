/**
 * Duels of two poems: drawn side by side, voted on, and closed once, whatever process ends in the middle of them.
 * Called by main.ts, which runs the clockwork, and by `/battle`.
 * Must not know how a battle looks, nor any platform.
 */
export { type Battle, type BattleState, type Named, type Side, type SideName, sides } from './battle.ts';
export type { BattleLook, BattleOptions, Progress } from './options.ts';
export type { Results } from './results.ts';
export { Battles, type Call } from './service.ts';
