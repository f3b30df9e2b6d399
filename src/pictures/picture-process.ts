/** The process that draws one picture and ends. */
import { drawCard } from './card.ts';
import { drawFilm } from './film.ts';
import { drawHeatMap } from './heat-map.ts';
import type { PictureOrder } from './orders.ts';

// Ctrl-C reaches the whole process group; the bot decides when its pictures end.
process.on('SIGINT', () => {});
process.once('message', (order: PictureOrder) => {
  const bytes = order.kind === 'film' ? drawFilm(order) : order.kind === 'card' ? drawCard(order) : drawHeatMap(order);
  process.send!(Uint8Array.from(bytes), () => process.disconnect());
});
