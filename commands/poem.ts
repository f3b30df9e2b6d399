/** `/poem`: watch a poem come into focus, stop it, draw it again, in another style, or around the lines to keep. */
import { RequestError } from '../src/errors.ts';
import type { Redraw } from '../src/live/index.ts';
import { createPictures, type Pictures } from '../src/pictures/index.ts';
import type {
  Content,
  Form,
  Invocation,
  LiveMessage,
  OptionValue,
  Person,
  Place,
  Press,
} from '../src/platforms/contract.ts';
import type { Poem, PoemRequest } from '../src/poem.ts';
import { findStyle, findVoice } from '../src/poetics/styles.ts';
import { mendingEngine } from '../src/refine/index.ts';
import type { Command, CommandDefinition } from './command.ts';
import { say, translationsOf } from './languages/index.ts';
import type { DraftWriter } from './poem-draft.ts';
import { type DrawingDependencies, type DrawingOrder, Drawings } from './poem-drawing.ts';
import { linesOf, shortened } from './poem-look.ts';
import { newRecordId, type PoemRecord } from './poem-records.ts';
import { PoemReplays, replays } from './poem-replay.ts';
import { readPoemWords, styleNamed, voiceNamed } from './poem-words.ts';
import { type Choice, matchingStyles, matchingVoices, styleChoices, voiceChoices } from './style-choices.ts';

/** A request before its style is decided. */
export type OpenStyleRequest = Omit<PoemRequest, 'style'> & { readonly style?: string };

/** Who asks for a poem, and where. */
export interface Asking {
  readonly place: Place;
  readonly person: Person;
  readonly locale: string;
}

export interface PoemDependencies extends DrawingDependencies {
  /** 0 ≤ x < 1; draws seeds and record ids. */
  readonly random: () => number;
  /** The place's last word on a request: its default style, its blocked words, its quotas; may refuse it by throwing. */
  readonly prepare?: (request: OpenStyleRequest, asking: Asking) => Promise<OpenStyleRequest>;
  /** Writes a first draft for a topic that comes without one. */
  readonly writeDraft?: DraftWriter;
  /** Draws replays; in a process of their own when absent. */
  readonly pictures?: Pictures;
}

/** Somebody who asks, and can be answered. */
export type Answering = Asking & Pick<Invocation, 'reply'>;

/**
 * Draws another command's request as `/poem` draws its own: guarded, live, with its buttons.
 * @param account said beside the finished poem
 */
export type PoemDrawer = (
  request: OpenStyleRequest,
  asking: Answering,
  signal: AbortSignal,
  account?: (poem: Poem) => string,
) => Promise<void>;

export interface PoemCommand extends Command {
  readonly draw: PoemDrawer;
  /** Draws a poem that a restart cut into its message again. */
  readonly redraw: Redraw;
}

/** The style of a poem when neither the person nor the place names one. */
const defaultStyle = 'haiku';
const exampleCommand = '/poem haiku about autumn rain';

const phrase = (key: Parameters<typeof translationsOf>[0]) => ({
  description: say('en', key),
  descriptions: translationsOf(key),
});

export const poemDefinition: CommandDefinition = {
  name: 'poem',
  names: { de: 'gedicht', fr: 'poème', es: 'poema' },
  ...phrase('poem.description'),
  options: {
    topic: { kind: 'text', max: 200, names: { de: 'thema', fr: 'sujet', es: 'tema' }, ...phrase('poem.option.topic') },
    style: {
      kind: 'completed',
      max: 60,
      names: { de: 'stil', es: 'estilo' },
      ...phrase('poem.option.style'),
      complete: matchingStyles,
    },
    voice: {
      kind: 'completed',
      max: 60,
      names: { de: 'stimme', fr: 'voix', es: 'voz' },
      ...phrase('poem.option.voice'),
      complete: matchingVoices,
    },
    steps: { kind: 'integer', min: 1, max: 64, ...phrase('poem.option.steps') },
    seed: { kind: 'integer', min: 0, max: 2 ** 32 - 1, ...phrase('poem.option.seed') },
    draft: { kind: 'text', max: 4_000, ...phrase('poem.option.draft') },
    strength: { kind: 'number', min: 0, max: 1, ...phrase('poem.option.strength') },
    lines: { kind: 'integer', min: 1, max: 20, ...phrase('poem.option.lines') },
    word: { kind: 'text', max: 20, ...phrase('poem.option.word') },
    facts: { kind: 'flag', ...phrase('poem.option.facts') },
  },
};

/** Builds the request that the options mean; unknown styles and voices are refused with close matches. */
function requestOf(options: Readonly<Record<string, OptionValue>>): OpenStyleRequest {
  const text = (name: string) => (options[name] === undefined ? undefined : String(options[name]));
  const draft = text('draft');
  const style = text('style');
  const voice = text('voice');
  return {
    topic: text('topic') ?? shortened((draft ?? '').replaceAll(/\s+/g, ' ').trim(), 60),
    ...(style === undefined ? {} : { style: findStyle(styleNamed(style) ?? style).id }),
    ...(voice === undefined ? {} : { voice: findVoice(voiceNamed(voice) ?? voice).id }),
    ...(draft === undefined ? {} : { draft }),
    ...numberOption(options, 'steps'),
    ...numberOption(options, 'seed'),
    ...numberOption(options, 'strength'),
    ...numberOption(options, 'lines'),
    ...(options.word === undefined ? {} : { word: String(options.word) }),
    ...(options.facts === true ? { facts: true } : {}),
  };
}

function numberOption<Name extends string>(options: Readonly<Record<string, OptionValue>>, name: Name) {
  return (options[name] === undefined ? {} : { [name]: Number(options[name]) }) as { readonly [_ in Name]?: number };
}

function poemForm(given: Readonly<Record<string, OptionValue>>, locale: string): Form {
  const label = (name: string) => shortened(say(locale, `poem.option.${name}` as 'poem.option.topic'), 45);
  const value = (name: string) => (given[name] === undefined ? {} : { value: String(given[name]) });
  const line = (id: string, max: number) => ({ id, label: label(id), kind: 'line' as const, max, ...value(id) });
  const choice = (id: string, choices: readonly Choice[]) => ({
    ...{ id, label: label(id), kind: 'choice' as const, ...value(id) },
    choices,
  });
  return {
    title: say(locale, 'poem.form.title'),
    command: 'poem',
    submit: say(locale, 'poem.form.submit'),
    // The most useful first: a platform may have room for five.
    fields: [
      line('topic', 200),
      choice('style', styleChoices()),
      choice('voice', voiceChoices),
      { id: 'draft', label: label('draft'), kind: 'paragraph', max: 4_000, ...value('draft') },
      line('word', 20),
      line('strength', 5),
      line('lines', 2),
      line('steps', 2),
      line('seed', 10),
    ],
  };
}

export function createPoemCommand(dependencies: PoemDependencies): PoemCommand {
  const { random, records, prepare, writeDraft } = dependencies;
  const engine = mendingEngine(dependencies.engine);
  const drawings = new Drawings({ ...dependencies, engine });
  const replayer = new PoemReplays({ engine, pictures: dependencies.pictures ?? createPictures() });

  async function draw(
    request: OpenStyleRequest,
    asking: Asking,
    open: (content: Content) => Promise<LiveMessage>,
    signal: AbortSignal,
    account?: (poem: Poem) => string,
  ): Promise<void> {
    const { place, person, locale } = asking;
    const prepared = (await prepare?.(request, asking)) ?? request;
    const whole: PoemRequest = {
      ...prepared,
      style: prepared.style ?? defaultStyle,
      seed: prepared.seed ?? Math.floor(random() * 2 ** 32),
      fairnessKey: [place.platform, place.space, person.id].join(':'),
    };
    const free = whole.draft === undefined && whole.start === undefined && whole.keep === undefined;
    const order: DrawingOrder = {
      ...{ id: newRecordId(random), request: whole, author: person.id, locale },
      ...(account && { account }),
      ...(writeDraft && free && { writeDraft: (stopped: AbortSignal) => writeDraft(whole, asking, stopped) }),
    };
    await drawings.draw(order, open, signal);
  }

  async function recordOf(id: string, locale: string): Promise<PoemRecord> {
    const record = await records.find(id);
    if (record === undefined) throw new RequestError('poem-forgotten', say(locale, 'poem.forgotten'));
    return record;
  }

  async function stop(id: string, { person, locale }: Press): Promise<void> {
    const here = drawings.authorOf(id);
    // Where several processes share a store, the press may come to another one than the command did.
    const elsewhere = here === undefined ? await records.find(id) : undefined;
    const author = here ?? (elsewhere?.text === undefined ? elsewhere?.author : undefined);
    if (author === undefined) throw new RequestError('already-done', say(locale, 'poem.already-done'));
    if (person.id !== author && !person.moderates)
      throw new RequestError('only-author', say(locale, 'poem.only-author'));
    if (here === undefined) await records.askToStop(id, person.name);
    else drawings.stop(id, person.name);
  }

  return {
    definition: poemDefinition,
    read: (words) => readPoemWords(poemDefinition, words),
    draw: (request, asking, signal, account) =>
      draw(request, asking, (content) => asking.reply.open(content), signal, account),
    async redraw(message, held, signal) {
      const { id, request, locale } = held.request;
      const author = (await records.find(id))?.author ?? '';
      await drawings.draw({ id, request, locale, author }, async () => message, signal, held);
    },

    async run(invocation: Invocation, signal) {
      const { options, locale, reply } = invocation;
      const request = requestOf(options);
      if (request.topic === '') {
        if (await reply.form(poemForm(options, locale))) return;
        throw new RequestError('needs-topic', say(locale, 'poem.needs-topic', { example: exampleCommand }));
      }
      await draw(request, invocation, (content) => reply.open(content), signal);
    },

    async press(press, signal) {
      const [, action = '', id = ''] = press.button.split(':');
      const { locale, reply } = press;
      if (action === 'stop') return stop(id, press);

      const record = await recordOf(id, locale);
      const replay = replays.find((one) => one === action);
      if (replay !== undefined) {
        const content = await replayer.show(replay, record, locale, signal);
        const live = await reply.open(content);
        return live.finish(content);
      }
      const { seed: _seed, mostSteps: _most, keep: _keep, blocked: _blocked, ...kept } = record.request;
      const { visibleEdits: _visible, ...request } = kept;
      const open = (content: Content) => reply.open(content);
      switch (action) {
        case 'again':
          return draw(request, press, open, signal);
        case 'another':
          return reply.whisper({ text: say(locale, 'poem.ask.style'), menus: [styleMenu(record, locale)] });
        case 'restyle': {
          const { lines: _lines, voice: _voice, word: _word, start: _start, draftBy: _draftBy, ...free } = request;
          // The poem itself is the draft of the new one: what it says stays, as far as the form has room.
          const draft = record.text === undefined ? {} : { draft: record.text };
          return draw({ ...free, ...draft, style: findStyle(press.values[0] ?? '').id }, press, open, signal);
        }
        case 'keep': {
          const { start: _start, ...free } = request;
          return draw({ ...free, ...keeping(record, press.values) }, press, open, signal);
        }
        default:
          throw new RequestError('unknown-command', say(locale, 'error.unknown-command'));
      }
    },
  };
}

function styleMenu(record: PoemRecord, locale: string) {
  const choices = styleChoices(record.request.style);
  return { id: `poem:restyle:${record.id}`, placeholder: say(locale, 'poem.menu.style'), choices };
}

/** The chosen lines with their text, and the number of lines where the style would leave it open. */
function keeping(record: PoemRecord, chosen: readonly string[]): Pick<PoemRequest, 'keep' | 'lines'> {
  const lines = linesOf(record.text ?? '');
  const keep = chosen.map(Number).flatMap((line) => (lines[line] === undefined ? [] : [{ line, text: lines[line] }]));
  const { least, most } = findStyle(record.request.style).form.lines;
  return { keep, ...(least < most ? { lines: lines.length } : {}) };
}
