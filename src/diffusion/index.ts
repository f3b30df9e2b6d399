/**
 * How noise becomes a poem: the denoiser, the exact line sampler, the schedule, and the process that draws for all.
 * Commands call `startEngine`; the evaluation and the benchmarks open an `Atelier` in their own process.
 * It must not know of platforms, of messages and of how frames are shown.
 */
export { Atelier, type AtelierOptions } from './atelier.ts';
export type { Denoiser, DenoiserInput } from './denoiser.ts';
export { type EngineOptions, startEngine } from './engine.ts';
export { EventQueue } from './event-queue.ts';
export type { WireError } from './protocol.ts';
export { Scores, type SlotScores } from './scores.ts';
export { type SamplingSettings, samplingSettings } from './settings.ts';
export { mostSteps, mostStepsUnder } from './step-policy.ts';
export { fromWire, toWire } from './wire-error.ts';
