/**
 * Draws poems as pictures: the denoising as an animation, the finished poem as a card, and when each word settled.
 * The Replay button calls it; the work runs in a process of its own, since a film takes a second of a whole core.
 * It must not know of platforms, commands and of how poems are drawn: it sees printed words with their certainty.
 */

export type { CardOrder, FilmOrder, HeatMapOrder, PicturedPoem } from './orders.ts';
export { createPictures, type Pictures } from './pictures.ts';
