/**
 * Which words of a text are claims (names, numbers, dates), and whether a poem's claims come from a person's words.
 * The engine bars the others when it draws from somebody's text; commands show what was kept and what to check.
 * It must not know how poems are drawn or shown.
 */
export { numberWords } from './claim-words.ts';
export { type ClaimKind, claimKind, foreignClaimWords, type NameBook } from './claims.ts';
export { factsOf } from './facts-of.ts';
export { spokenNumeral } from './numerals.ts';
