/** Platform-neutral content as the body of a Discord message, within Discord's sizes. */
import {
  type APIAllowedMentions,
  type APIEmbed,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { PrintedLine, PrintedWord } from '../../poem.ts';
import type { Button, Content, Menu, PoemPanel } from '../contract.ts';
import { readableFrom, shadedUntilSettled } from '../shades.ts';
import { inert, isPlainWord, oneLine } from './markdown.ts';

/** Discord's limits, in UTF-16 units as it counts them. */
const sizes = {
  content: 2000,
  embedTitle: 256,
  embedDescription: 4096,
  embedFooter: 2048,
  embedsTogether: 6000,
  embeds: 10,
  buttonLabel: 80,
  choiceLabel: 100,
  placeholder: 150,
  rows: 5,
  choices: 25,
} as const;

/** Nobody is ever pinged, whatever the text says. */
const noMentions: APIAllowedMentions = { parse: [], replied_user: false };

export interface MessageBody {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: APIAllowedMentions;
  readonly attachments?: { readonly id: number; readonly filename: string; readonly description: string }[];
}

export interface MessageFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** Rendered bodies by their content: a frame is looked at several times before and after it is sent. */
const rendered = new WeakMap<Content, MessageBody>();

/** The body to post or to edit with: everything that is absent from the content is cleared. */
export function bodyOf(content: Content): MessageBody {
  const known = rendered.get(content);
  if (known !== undefined) return known;
  const body = render(content);
  rendered.set(content, body);
  return body;
}

function render(content: Content): MessageBody {
  const { picture } = content;
  return {
    ...textOf(content),
    components: [...buttonRows(content.buttons ?? []), ...(content.menus ?? []).map(menuRow)].slice(0, sizes.rows),
    allowed_mentions: noMentions,
    ...(picture === undefined
      ? {}
      : { attachments: [{ id: 0, filename: picture.name, description: cut(oneLine(picture.description), 1024) }] }),
  };
}

export function filesOf({ picture }: Content): MessageFile[] {
  return picture === undefined ? [] : [{ name: picture.name, data: picture.bytes }];
}

/** One poem is plain content, easy to copy; two side by side, or one too long for it, are embeds. */
function textOf(content: Content): { content: string; embeds: APIEmbed[] } {
  const text = content.text === undefined ? '' : cutLines(inert(content.text), sizes.content);
  const panels = content.panels ?? [];
  if (panels.length === 1) {
    for (const emphasis of [true, false]) {
      const whole = [text, panelText(panels[0]!, emphasis)].filter((part) => part !== '').join('\n');
      if (whole.length <= sizes.content) return { content: whole, embeds: [] };
    }
  }
  return { content: text, embeds: embedsOf(panels) };
}

function panelText({ heading, stanzas, footnote }: PoemPanel, emphasis: boolean): string {
  const title = inert(oneLine(heading ?? ''));
  const parts = [
    title === '' ? '' : `**${title}**`,
    stanzas.map((stanza) => stanzaText(stanza, emphasis)).join('\n\n'),
    footnote === undefined ? '' : `-# ${inert(oneLine(footnote))}`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function stanzaText(stanza: readonly PrintedLine[], emphasis: boolean): string {
  return stanza.map((line) => lineText(line, emphasis)).join('\n');
}

function lineText(line: PrintedLine, emphasis: boolean): string {
  const words = line.map((word) => ({ ...word, text: oneLine(word.text) })).filter(({ text }) => text !== '');
  // Escaped as a whole, since what opens a list or a link may be spread over two words.
  if (words.every(({ certainty }) => certainty === 1)) return inert(words.map(({ text }) => text).join(' '));
  return words.map((word, place) => wordText(word, place === 0, emphasis)).join(' ');
}

/** Nearly settled words are in italics where those show; less certain ones lose letters to shaded blocks. */
function wordText(word: PrintedWord, opensLine: boolean, emphasis: boolean): string {
  const italic = emphasis && word.certainty >= readableFrom && word.certainty < 1 && isPlainWord(word.text);
  const shown = italic ? word.text : shadedUntilSettled(word);
  // Only the first word can open a list; behind another one a dash is a dash.
  const text = opensLine ? inert(shown) : inert(`x ${shown}`).slice(2);
  return italic ? `*${text}*` : text;
}

function embedsOf(panels: readonly PoemPanel[]): APIEmbed[] {
  const embeds = panels.flatMap(panelEmbeds).slice(0, sizes.embeds);
  let left: number = sizes.embedsTogether;
  return embeds.map((embed) => {
    left -= (embed.title?.length ?? 0) + (embed.footer?.text.length ?? 0);
    const description = cutLines(embed.description ?? '', Math.max(0, left));
    left -= description.length;
    return { ...embed, description };
  });
}

function panelEmbeds({ heading, stanzas, footnote }: PoemPanel): APIEmbed[] {
  const whole = (emphasis: boolean) => stanzas.map((stanza) => stanzaText(stanza, emphasis)).join('\n\n');
  const emphasised = whole(true);
  const descriptions =
    emphasised.length <= sizes.embedDescription ? [emphasised] : byStanza(whole(false), sizes.embedDescription);
  return descriptions.map((description, index) => ({
    ...(index > 0 || heading === undefined ? {} : { title: cutEscaped(inert(oneLine(heading)), sizes.embedTitle) }),
    description,
    // A footer knows no Markdown.
    ...(index < descriptions.length - 1 || footnote === undefined
      ? {}
      : { footer: { text: cut(oneLine(footnote), 500) } }),
  }));
}

/** Pieces of at most `most` units, split between stanzas where they fit, between lines where one does not. */
function byStanza(text: string, most: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const stanza of text.split('\n\n').flatMap((one) => (one.length <= most ? [one] : one.split('\n')))) {
    const longer = piece === '' ? stanza : `${piece}\n\n${stanza}`;
    if (longer.length <= most) piece = longer;
    else {
      pieces.push(piece);
      piece = cutEscaped(stanza, most);
    }
  }
  return [...pieces, piece].filter((one) => one !== '');
}

function buttonRows(buttons: readonly Button[]): APIMessageTopLevelComponent[] {
  const rows: APIMessageTopLevelComponent[] = [];
  for (let at = 0; at < buttons.length; at += 5) {
    const components = buttons.slice(at, at + 5).map(({ id, label, look, disabled }) => ({
      type: ComponentType.Button as const,
      custom_id: id,
      label: cut(oneLine(label), sizes.buttonLabel),
      style: look === 'primary' ? ButtonStyle.Primary : look === 'danger' ? ButtonStyle.Danger : ButtonStyle.Secondary,
      disabled: disabled ?? false,
    }));
    rows.push({ type: ComponentType.ActionRow, components } as APIMessageTopLevelComponent);
  }
  return rows;
}

function menuRow({ id, placeholder, choices, atMost }: Menu): APIMessageTopLevelComponent {
  const options = choices.slice(0, sizes.choices).map(({ value, label }) => ({
    value,
    label: cut(oneLine(label), sizes.choiceLabel) || '–',
  }));
  const menu = {
    type: ComponentType.StringSelect as const,
    custom_id: id,
    placeholder: cut(oneLine(placeholder), sizes.placeholder),
    options,
    min_values: 1,
    max_values: Math.max(1, Math.min(atMost ?? 1, options.length)),
  };
  return { type: ComponentType.ActionRow, components: [menu] };
}

/** At most `most` units, between characters, marked with an ellipsis. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Like {@link cut}, for escaped text: a backslash is never parted from its mark. */
function cutEscaped(text: string, most: number): string {
  if (text.length <= most) return text;
  const shorter = cut(text, most).slice(0, -1);
  const trailing = /\\+$/.exec(shorter)?.[0].length ?? 0;
  return `${trailing % 2 === 1 ? shorter.slice(0, -1) : shorter}…`;
}

/** Whole lines as long as they fit. */
function cutLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most - 2);
  return end <= 0 ? cutEscaped(text, most) : `${text.slice(0, end)}\n…`;
}
