/**
 * The memories that other modules ask for by an interface of their own, kept in the store.
 * Called by main.ts alone, which hands each to the module that declared it.
 * Must not know more of those modules than the interface.
 */
export { channelLogIn } from './channel-log.ts';
export { openMessagesIn } from './open-messages.ts';
export { keptPersonalData } from './personal-data.ts';
export { poemRecordsIn } from './poem-records.ts';
export { day, keptForDays } from './retention.ts';
