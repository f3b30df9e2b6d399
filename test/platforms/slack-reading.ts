/** What a person reads of a Slack message, and what in it Slack would act on: apart from the adapter, by other means. */
import { NodeType, parse } from 'slack-message-parser';
import { type Block, textsOf } from '../peers/slack-rules.ts';

function characters(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function plainText(blocks: readonly Block[]): string {
  return textsOf(blocks)
    .map(({ text }) => characters(text))
    .join('\n');
}

/** What Slack would ping, link or format: by an independent parser for the fallback, by its rules for the blocks. */
export function mischiefOf({ text, blocks }: { readonly text: string; readonly blocks: readonly Block[] }): string[] {
  const shown = textsOf(blocks);
  return [
    ...shown.filter(({ marks }) => marks).map(({ text: marked }) => `mrkdwn: ${marked}`),
    ...[text, ...shown.map((one) => one.text)]
      .filter((one) => /<(?:[!@#]|https?:|mailto:)|<[^&]*\|/.test(one))
      .map((one) => `raw: ${one}`),
    ...nodeTypes(parse(text))
      .filter((type) => type !== NodeType.Root && type !== NodeType.Text)
      .map((type) => `node ${NodeType[type]}`),
    ...(/https?:\/\/|\bwww\.|(?<![\w＠])@(?:here|channel|everyone)\b|^\s*[>•] ?/im.test(text)
      ? [`linked: ${text}`]
      : []),
    ...(/&(?!amp;|lt;|gt;)/.test(text) ? [`entity: ${text}`] : []),
  ];
}

type ParsedNode = ReturnType<typeof parse> | ReturnType<typeof parse>['children'][number];

function nodeTypes(node: ParsedNode): NodeType[] {
  const children = 'children' in node ? (node.children as readonly ParsedNode[]) : [];
  return [node.type, ...children.flatMap(nodeTypes)];
}
