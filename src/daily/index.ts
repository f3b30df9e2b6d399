/**
 * Verses that come by themselves: when each is due in its own time zone, and that each comes once, however many
 * replicas run and however they end.
 * Called by main.ts, which runs the clockwork, and by `/daily`, which keeps the schedules.
 * Must not know how a verse looks, nor any platform.
 */
export { nextRun } from './book.ts';
export { localTime } from './calendar.ts';
export type { DailyLook } from './carry-out.ts';
export type { DailyPost, PostState, Schedule } from './schedule.ts';
export { type DailyOptions, DailyVerses, findSchedule } from './service.ts';
export { completeZone, readDays, readTime, readZone, shortDay } from './words.ts';
