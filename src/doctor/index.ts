/**
 * Finds out what keeps Inkling from running, and says it in plain words.
 * `npm run doctor` prints its findings. It needs no running bot, and changes nothing, except that it makes a store that
 * is not there yet.
 */
export { examine } from './examination.ts';
export type { Finding } from './finding.ts';
