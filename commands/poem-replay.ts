/** Replays a finished poem: draws it again from its record, and shows how it came into focus. */
import { RequestError } from '../src/errors.ts';
import type { PicturedPoem, Pictures } from '../src/pictures/index.ts';
import type { Button, Content } from '../src/platforms/contract.ts';
import type { Engine, Poem, PrintedLine } from '../src/poem.ts';
import { say } from './languages/index.ts';
import { headingOf, shortened } from './poem-look.ts';
import type { PoemRecord } from './poem-records.ts';

/** What the buttons ask for. */
export const replays = ['replay', 'card', 'heat'] as const;
export type Replay = (typeof replays)[number];

type Stanzas = readonly (readonly PrintedLine[])[];

interface Redrawn {
  readonly poem: Poem;
  readonly frames: readonly Stanzas[];
}

/** Redrawn poems that are kept for the next button. */
const mostKept = 16;

export class PoemReplays {
  readonly #engine: Engine;
  readonly #pictures: Pictures;
  readonly #redrawn = new Map<string, Promise<Redrawn>>();

  constructor({ engine, pictures }: { readonly engine: Engine; readonly pictures: Pictures }) {
    this.#engine = engine;
    this.#pictures = pictures;
  }

  /** @throws {RequestError} `poem-unfinished` */
  async show(kind: Replay, record: PoemRecord, locale: string, signal: AbortSignal): Promise<Content> {
    const { text } = record;
    if (text === undefined) throw new RequestError('poem-unfinished', say(locale, 'poem.replay.unfinished'));
    if (kind === 'card') return this.#card(record, text, locale, signal);
    const { poem, frames } = await this.#redraw(record, signal);
    // The same request and seed make the same poem, but only with the same model.
    if (poem.text !== text)
      return { ...(await this.#card(record, text, locale, signal)), text: say(locale, 'poem.replay.changed') };
    const pictured = { ...picturedPoem(record, locale), stanzas: poem.stanzas, frames };
    const description = (key: 'poem.replay.film' | 'poem.replay.heat') => say(locale, key, { text: inOneLine(text) });
    if (kind === 'heat') {
      const legend = { early: say(locale, 'poem.replay.settled'), late: say(locale, 'poem.replay.late') };
      const bytes = await this.#pictures.heatMap({ ...pictured, legend }, signal);
      return { picture: { name: 'poem-settling.png', bytes, description: description('poem.replay.heat') } };
    }
    const bytes = await this.#pictures.film(pictured, signal);
    return {
      text: say(locale, 'poem.replay'),
      picture: { name: 'poem.gif', bytes, description: description('poem.replay.film') },
      buttons: pictureButtons(record.id, locale),
    };
  }

  async #card(record: PoemRecord, text: string, locale: string, signal: AbortSignal): Promise<Content> {
    const bytes = await this.#pictures.card({ ...picturedPoem(record, locale), stanzas: stanzasOf(text) }, signal);
    const description = say(locale, 'poem.replay.card', { text: inOneLine(text) });
    return { picture: { name: 'poem.png', bytes, description } };
  }

  #redraw({ id, request }: PoemRecord, signal: AbortSignal): Promise<Redrawn> {
    const known = this.#redrawn.get(id);
    if (known) return known;
    const drawing = drawWhole(this.#engine, request, signal);
    this.#redrawn.set(id, drawing);
    drawing.catch(() => this.#redrawn.delete(id));
    const [oldest] = this.#redrawn.keys();
    if (this.#redrawn.size > mostKept) this.#redrawn.delete(oldest!);
    return drawing;
  }
}

async function drawWhole(engine: Engine, request: PoemRecord['request'], signal: AbortSignal): Promise<Redrawn> {
  const frames: Stanzas[] = [];
  for await (const event of engine.draw(request, { signal })) {
    if (event.type === 'frame') frames.push(event.stanzas);
    if (event.type === 'poem') return { poem: event, frames };
  }
  throw new Error('The engine ended a drawing without a poem.');
}

function picturedPoem({ request }: PoemRecord, locale: string): Omit<PicturedPoem, 'stanzas'> {
  return { heading: shortened(headingOf(request, locale), 90), footnote: `Inkling · seed ${request.seed}` };
}

function pictureButtons(id: string, locale: string): Button[] {
  return [
    { id: `poem:card:${id}`, label: say(locale, 'poem.button.card') },
    { id: `poem:heat:${id}`, label: say(locale, 'poem.button.heat') },
  ];
}

function stanzasOf(text: string): Stanzas {
  return text
    .split(/\n{2,}/)
    .map((stanza) => stanza.split('\n').map((line) => line.split(' ').map((word) => ({ text: word, certainty: 1 }))));
}

/** As it is read aloud: lines divided by strokes. */
function inOneLine(text: string): string {
  return text.replaceAll(/\n+/g, ' / ');
}
