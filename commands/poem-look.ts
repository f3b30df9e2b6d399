/** How a poem looks in a channel at each moment: waiting, sharpening, finished, stopped. */
import type { Button, Content, Menu, PoemPanel } from '../src/platforms/contract.ts';
import type { Frame, Poem, PoemRequest, PrintedLine, Queued } from '../src/poem.ts';
import { styles } from '../src/poetics/styles.ts';
import { say } from './languages/index.ts';

export function headingOf(request: PoemRequest, locale: string): string {
  const style = styles.find((one) => one.id === request.style)?.name ?? request.style;
  return say(locale, 'poem.heading', { style, topic: shortened(oneLine(request.topic), 120) });
}

/** At most `most` characters, cut between characters. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

/** @param waitedMs shown once it says that the engine is alive although nothing changes */
export function waitingLook(queued: Queued | undefined, locale: string, waitedMs = 0): Content {
  const ahead = queued?.ahead ?? 0;
  const key = ahead === 0 ? 'poem.queued.none' : ahead === 1 ? 'poem.queued.one' : 'poem.queued.many';
  const sentence = say(locale, key, { ahead });
  return { text: waitedMs === 0 ? sentence : `${sentence} (${seconds(waitedMs)})` };
}

export function frameLook(frame: Frame, request: PoemRequest, locale: string, id: string, waitedMs = 0): Content {
  const step = say(locale, 'poem.step', { step: frame.step, steps: frame.steps });
  const footnote = waitedMs === 0 ? step : `${step} · ${seconds(waitedMs)}`;
  return {
    panels: [
      { heading: headingOf(request, locale), stanzas: frame.stanzas, footnote, progress: frame.step / frame.steps },
    ],
    buttons: [stopButton(id, locale)],
  };
}

function stopButton(id: string, locale: string): Button {
  return { id: `poem:stop:${id}`, label: say(locale, 'poem.button.stop'), look: 'danger' };
}

/** @param account what another command says of the poem it asked for */
export function finishedLook(poem: Poem, request: PoemRequest, locale: string, id: string, account?: string): Content {
  const notes = [say(locale, 'poem.seed', { seed: poem.seed, steps: poem.steps })];
  if (poem.leftOut !== undefined && poem.leftOut.length > 0)
    notes.push(say(locale, 'poem.left-out', { words: shortened(poem.leftOut.join(', '), 300) }));
  notes.push(...factsNote(poem, request, locale));
  const panel: PoemPanel = {
    heading: headingOf(request, locale),
    stanzas: settled(poem.stanzas),
    footnote: notes.join(' · '),
  };
  const text = account === undefined ? {} : { text: account };
  return {
    ...text,
    panels: [panel],
    buttons: [...afterwards(id, locale), replayButton(id, locale)],
    menus: keepMenu(poem.text, id, locale),
  };
}

/** Where the poem's names, numbers and dates come from; of a poem on a free topic, which to check. */
function factsNote({ facts }: Poem, { draft, start }: PoemRequest, locale: string): string[] {
  if (facts === undefined) return [];
  const named = (words: readonly string[]) => shortened(words.join(', '), 200);
  if (draft === undefined && start === undefined) {
    const claims = [...facts.claims, ...facts.kept];
    return [
      claims.length === 0 ? say(locale, 'facts.no-claims') : say(locale, 'facts.claims', { words: named(claims) }),
    ];
  }
  return [
    facts.kept.length === 0 ? say(locale, 'facts.none') : say(locale, 'facts.kept', { words: named(facts.kept) }),
  ];
}

/** The frame that stood when somebody stopped it, plain, and what happened. */
export function stoppedLook(
  frame: Frame | undefined,
  request: PoemRequest,
  locale: string,
  id: string,
  name: string,
): Content {
  const note = say(locale, 'poem.stopped', { name: shortened(name, 80) });
  const buttons = afterwards(id, locale);
  if (frame === undefined) return { text: `${headingOf(request, locale)} (${note})`, buttons };
  const step = say(locale, 'poem.step', { step: frame.step, steps: frame.steps });
  const panel = { heading: headingOf(request, locale), stanzas: settled(frame.stanzas), footnote: `${step} · ${note}` };
  return { panels: [panel], buttons };
}

/** Said in the place of the poem when it cannot be finished: never left as noise. */
export function brokenLook(sentence: string, request: PoemRequest, locale: string, id: string): Content {
  return { text: `${headingOf(request, locale)}\n${sentence}`, buttons: afterwards(id, locale) };
}

function afterwards(id: string, locale: string): readonly Button[] {
  return [
    { id: `poem:again:${id}`, label: say(locale, 'poem.button.again'), look: 'primary' },
    { id: `poem:another:${id}`, label: say(locale, 'poem.button.another') },
  ];
}

function replayButton(id: string, locale: string): Button {
  return { id: `poem:replay:${id}`, label: say(locale, 'poem.button.replay') };
}

/** The poem's lines to choose from; none where there is no second line to draw anew. */
function keepMenu(text: string, id: string, locale: string): readonly Menu[] {
  const lines = linesOf(text);
  if (lines.length < 2) return [];
  const choices = lines.slice(0, 25).map((line, number) => ({ value: String(number), label: shortened(line, 75) }));
  const atMost = Math.min(choices.length, lines.length - 1);
  return [{ id: `poem:keep:${id}`, placeholder: say(locale, 'poem.menu.keep'), choices, atMost }];
}

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function settled(stanzas: readonly (readonly PrintedLine[])[]): readonly (readonly PrintedLine[])[] {
  return stanzas.map((stanza) => stanza.map((line) => line.map((word) => ({ ...word, certainty: 1 }))));
}
