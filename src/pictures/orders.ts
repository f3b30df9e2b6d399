/** What a picture is made of; plain data, so that it crosses to another process. */
import type { PrintedLine } from '../poem.ts';

export type Stanzas = readonly (readonly PrintedLine[])[];

export interface PicturedPoem {
  /** One line over the poem, such as "Haiku: autumn rain". */
  readonly heading: string;
  /** One small line under it, such as "seed 7". */
  readonly footnote: string;
  readonly stanzas: Stanzas;
}

export interface CardOrder extends PicturedPoem {
  readonly kind: 'card';
}

export interface HeatMapOrder extends PicturedPoem {
  readonly kind: 'heat-map';
  /** The poem at each step, from the first to the last. */
  readonly frames: readonly Stanzas[];
  /** Beside the two ends of the scale. */
  readonly legend: { readonly early: string; readonly late: string };
}

export interface FilmOrder extends PicturedPoem {
  readonly kind: 'film';
  /** The poem at each step, from the first to the last. */
  readonly frames: readonly Stanzas[];
}

export type PictureOrder = CardOrder | HeatMapOrder | FilmOrder;
