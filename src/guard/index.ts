/**
 * What keeps a class at its ease: channels and roles, quotas, words that are refused or never drawn, and a person's
 * right to see and delete what is stored.
 * Called by the router and by every command that draws. Must not know any command's own words, nor a platform.
 */
export { type Asker, createGuard, type Guard, type GuardOptions } from './guard.ts';
export {
  erasePersonalData,
  type PersonalData,
  type PersonalDataFound,
  personalDataOf,
} from './personal-data.ts';
export { type WordFilter, wordFilter } from './word-filter.ts';
