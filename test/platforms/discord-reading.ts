/** What a person reads of a Discord message, and what in it Discord would act on: by an independent Markdown parser. */
import * as markdown from 'discord-markdown-parser';
import type { MessageJson } from '../peers/discord-peer.ts';

type Node = { readonly type: string; readonly content?: string | readonly Node[]; readonly name?: string };

const parse = (text: string) => markdown.parse(text, 'extended') as unknown as readonly Node[];

function textsOf(body: MessageJson): string[] {
  const embeds = (body.embeds ?? []).flatMap(({ title = '', description = '' }) => [title, description]);
  return [body.content ?? '', ...embeds].filter((text) => text !== '');
}

export function plainText(body: MessageJson): string {
  const footers = (body.embeds ?? []).flatMap(({ footer }) => (footer === undefined ? [] : [footer.text]));
  return [...textsOf(body).map((text) => readable(parse(text))), ...footers].join('\n');
}

function readable(nodes: readonly Node[]): string {
  return nodes
    .map(({ type, content, name }) => {
      if (type === 'br') return '\n';
      if (type === 'twemoji') return name;
      if (typeof content === 'string') return content;
      return `${readable(content ?? [])}${type === 'subtext' ? '\n' : ''}`;
    })
    .join('');
}

/** The adapter's own marks (a bold heading, italics, small print), and emoji that were typed as such. */
const meant = new Set(['text', 'br', 'strong', 'em', 'subtext', 'twemoji']);

/** What an independent parser of Discord's Markdown finds beside them. */
export function mischiefOf(body: MessageJson): string[] {
  return textsOf(body).flatMap((text) => [
    ...typesIn(parse(text)).filter((type) => !meant.has(type)),
    // What that parser does not know: lists, invites without a scheme, raw pings that older clients see.
    ...(/^ *(?:[-*+] |\d+\. )/m.test(text) ? ['list'] : []),
    ...(/discord(?:app)?\.(?:gg|com\/invite)\//i.test(text) ? ['invite'] : []),
    ...(/(?<!\\):[\w+-]+:/.test(text) ? ['emoji'] : []),
    ...(/(?<!\\)@(?:everyone|here)|<[@#!:a/t]|https?:\/\//i.test(text.replaceAll(/\\[^\s\w]/g, '\\.')) ? ['raw'] : []),
  ]);
}

function typesIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ type, content }) => [type, ...(Array.isArray(content) ? typesIn(content as Node[]) : [])]);
}
