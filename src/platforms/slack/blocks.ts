/** Platform-neutral content as Slack's blocks with a text fallback, within Slack's sizes. */
import type {
  ActionsBlockElement,
  KnownBlock,
  PlainTextElement,
  PlainTextOption,
  Button as SlackButton,
} from '@slack/types';
import type { PrintedLine } from '../../poem.ts';
import type { Button, Content, Menu, PoemPanel } from '../contract.ts';
import { shadedUntilSettled } from '../shades.ts';
import { cleanLines, cutEscaped, escaped, fallback, oneLine } from './text.ts';

/** Slack's limits, in UTF-16 units of escaped text. */
export const sizes = {
  section: 3000,
  header: 150,
  context: 2000,
  button: 75,
  option: 75,
  placeholder: 150,
  blocks: 50,
  fallback: 3500,
  choices: 100,
} as const;

export interface MessageBody {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Rendered bodies by their content: a frame is looked at several times before and after it is sent. */
const rendered = new WeakMap<Content, MessageBody>();

/** The body to post or to update with. */
export function bodyOf(content: Content): MessageBody {
  const known = rendered.get(content);
  if (known !== undefined) return known;
  const body = render(content);
  rendered.set(content, body);
  return body;
}

function render(content: Content): MessageBody {
  const controls = [...menuBlocks(content.menus ?? []), ...buttonBlocks(content.buttons ?? [])];
  const texts = [
    ...(content.text === undefined ? [] : sections(cleanLines(content.text).split(/\n{2,}/))),
    ...(content.panels ?? []).flatMap((panel, index) => [
      ...(index > 0 ? [{ type: 'divider' as const }] : []),
      ...panelBlocks(panel),
    ]),
  ];
  return {
    text: fallbackOf(content),
    blocks: [...texts.slice(0, sizes.blocks - controls.length), ...controls],
  };
}

function plain(text: string, most: number): PlainTextElement {
  // Slack takes no empty text.
  return { type: 'plain_text', text: cutEscaped(text, most) || '–', emoji: false };
}

function panelBlocks({ heading, stanzas, footnote }: PoemPanel): KnownBlock[] {
  const title = oneLine(heading ?? '');
  const note = oneLine(footnote ?? '');
  return [
    ...(title === '' ? [] : [{ type: 'header' as const, text: plain(title, sizes.header) }]),
    ...sections(stanzas.map((stanza) => stanza.map(lineText).join('\n'))),
    ...(note === '' ? [] : [{ type: 'context' as const, elements: [plain(note, sizes.context)] }]),
  ];
}

function lineText(line: PrintedLine): string {
  return line
    .map((word) => oneLine(shadedUntilSettled(word)))
    .filter((text) => text !== '')
    .join(' ');
}

/** Stanzas together as long as a section holds them; one that is too long by itself is split between its lines. */
function sections(stanzas: readonly string[]): KnownBlock[] {
  const pieces: string[] = [];
  const fits = (text: string) => escaped(text).length <= sizes.section;
  for (const [part, opens] of stanzas.flatMap((stanza) => parts(stanza, fits))) {
    const last = pieces.at(-1);
    const joined = last === undefined ? part : `${last}${opens ? '\n\n' : '\n'}${part}`;
    if (last !== undefined && fits(joined)) pieces[pieces.length - 1] = joined;
    else pieces.push(part);
  }
  return pieces
    .filter((piece) => piece.trim() !== '')
    .map((piece) => ({ type: 'section', text: plain(piece, sizes.section), expand: true }));
}

function parts(stanza: string, fits: (text: string) => boolean): readonly (readonly [string, boolean])[] {
  if (fits(stanza)) return [[stanza, true]];
  return stanza.split('\n').map((line, index) => [line, index === 0] as const);
}

function fallbackOf({ text, panels = [] }: Content): string {
  const poems = panels.map(({ heading, stanzas }) =>
    [heading ?? '', stanzas.map((stanza) => stanza.map(lineText).join('\n')).join('\n\n')]
      .filter((part) => part !== '')
      .join('\n'),
  );
  const whole = fallback([text ?? '', ...poems].filter((part) => part !== '').join('\n\n'));
  if (whole.length <= sizes.fallback) return whole || '…';
  const end = whole.lastIndexOf('\n', sizes.fallback - 2);
  // Without a line end there is no place where an entity is sure to be whole.
  return end > 0 ? `${whole.slice(0, end)}\n…` : '…';
}

/** Slack has no disabled buttons: those that cannot be used are left out. */
function buttonBlocks(buttons: readonly Button[]): KnownBlock[] {
  const usable = buttons.filter(({ disabled }) => !disabled);
  const blocks: KnownBlock[] = [];
  for (let at = 0; at < usable.length; at += 5) {
    const elements = usable.slice(at, at + 5).map(
      ({ id, label, look }): SlackButton => ({
        type: 'button',
        action_id: id,
        text: plain(oneLine(label), sizes.button),
        ...(look === 'primary' || look === 'danger' ? { style: look } : {}),
      }),
    );
    blocks.push({ type: 'actions', elements: elements as ActionsBlockElement[] });
  }
  return blocks;
}

/** A menu of which several may be chosen can only stand beside a section. */
function menuBlocks(menus: readonly Menu[]): KnownBlock[] {
  return menus.map(({ id, placeholder, choices, atMost = 1 }) => {
    const options = choices.slice(0, sizes.choices).map(optionOf);
    const common = { action_id: id, placeholder: plain(oneLine(placeholder), sizes.placeholder), options };
    if (atMost === 1) return { type: 'actions', elements: [{ type: 'static_select', ...common }] };
    return {
      type: 'section',
      text: plain(oneLine(placeholder), sizes.section),
      accessory: { type: 'multi_static_select', ...common, max_selected_items: Math.min(atMost, options.length) },
    };
  });
}

export function optionOf({ value, label }: { readonly value: string; readonly label: string }): PlainTextOption {
  return { text: plain(oneLine(label), sizes.option), value };
}
