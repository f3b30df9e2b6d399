/** What Discord would refuse about a message, written down from its documentation and apart from the adapter's own table. */
import type { MessageJson } from './discord-peer.ts';

export function bodyViolations(body: MessageJson): string[] {
  const found: string[] = [];
  const say = (problem: string) => found.push(problem);
  const { content = '', embeds = [], components = [] } = body;
  const mentions = (body as { allowed_mentions?: { parse?: unknown[] } }).allowed_mentions;
  if (mentions?.parse?.length !== 0) say('allowed_mentions does not forbid every mention');
  if (content.length > 2000) say(`content of ${content.length} characters`);
  if (content === '' && embeds.length === 0) say('an empty message');
  if (embeds.length > 10) say(`${embeds.length} embeds`);
  let together = 0;
  for (const { title = '', description = '', footer } of embeds) {
    if (title.length > 256) say(`embed title of ${title.length} characters`);
    if (description.length > 4096) say(`embed description of ${description.length} characters`);
    if ((footer?.text ?? '').length > 2048) say('a long embed footer');
    together += title.length + description.length + (footer?.text.length ?? 0);
  }
  if (together > 6000) say(`embeds of ${together} characters together`);
  if (components.length > 5) say(`${components.length} rows of components`);
  const ids = components.flatMap((row) => row.components.map(({ custom_id }) => custom_id));
  if (new Set(ids).size !== ids.length) say('two components of one id');
  for (const { components: row } of components) {
    if (row.length > 5) say(`${row.length} components in a row`);
    for (const { custom_id, label = '', options } of row) {
      if (custom_id.length > 100) say('a long custom_id');
      if (label.length > 80) say(`button label of ${label.length} characters`);
      if (options !== undefined && (options.length < 1 || options.length > 25))
        say(`menu of ${options.length} options`);
      for (const option of (options ?? []) as { value: string; label?: string }[]) {
        const length = (option.label ?? '').length;
        if (length < 1 || length > 100) say(`menu label of ${length} characters`);
      }
    }
  }
  return found;
}
