/** What Slack would refuse about blocks, written down from its documentation and apart from the adapter's own table. */
export interface Block {
  readonly type: string;
  readonly text?: TextObject;
  readonly elements?: readonly Element[];
  readonly accessory?: Element;
  readonly element?: Element;
  readonly label?: TextObject;
  readonly block_id?: string;
}

interface TextObject {
  readonly type: string;
  readonly text: string;
}

export interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly text?: TextObject | string;
  readonly placeholder?: TextObject;
  readonly options?: readonly { readonly text: TextObject; readonly value: string }[];
}

const actionTypes = new Set(['button', 'static_select', 'external_select', 'overflow', 'datepicker']);
const accessoryTypes = new Set(['button', 'static_select', 'multi_static_select', 'image', 'overflow']);

export function messageViolations(text: string | undefined, blocks: readonly Block[]): string[] {
  const found: string[] = [];
  if (text === undefined || text === '') found.push('no text for notifications');
  if ((text ?? '').length > 40_000) found.push('a text over 40,000 characters');
  if (blocks.length > 50) found.push(`${blocks.length} blocks`);
  return [...found, ...blocks.flatMap(blockViolations)];
}

export function blockViolations(block: Block): string[] {
  const found: string[] = [];
  const limit = (what: string, text: TextObject | undefined, most: number) => {
    if (text !== undefined && (text.text.length < 1 || text.text.length > most))
      found.push(`${what} of ${text.text.length} characters`);
  };
  limit(`${block.type} text`, block.text, block.type === 'header' ? 150 : 3000);
  if (block.type === 'header' && block.text?.type !== 'plain_text') found.push('a header that is not plain text');
  const elements = block.elements ?? [];
  if (block.type === 'actions' && elements.length > 25) found.push(`${elements.length} actions`);
  if (block.type === 'context' && elements.length > 10) found.push(`${elements.length} context elements`);
  for (const element of [
    ...elements,
    ...(block.accessory ? [block.accessory] : []),
    ...(block.element ? [block.element] : []),
  ]) {
    if (block.type === 'actions' && !actionTypes.has(element.type)) found.push(`${element.type} among actions`);
    if (element === block.accessory && !accessoryTypes.has(element.type)) found.push(`${element.type} as accessory`);
    if ((element.action_id ?? '').length > 255) found.push('a long action_id');
    if (element.type === 'button') limit('button', element.text as TextObject, 75);
    limit('placeholder', element.placeholder, 150);
    const options = element.options;
    if (options !== undefined && (options.length < 1 || options.length > 100)) found.push(`${options.length} options`);
    for (const option of options ?? []) limit('option', option.text, 75);
  }
  return found;
}

/** Every text of a message that a reader sees, with whether Slack would read marks in it. */
export function textsOf(blocks: readonly Block[]): { readonly text: string; readonly marks: boolean }[] {
  const of = (text: TextObject | undefined) =>
    text === undefined ? [] : [{ text: text.text, marks: text.type === 'mrkdwn' }];
  return blocks.flatMap((block) => [
    ...of(block.text),
    ...(block.type === 'context'
      ? (block.elements ?? []).flatMap((element) => of(element as unknown as TextObject))
      : []),
  ]);
}
