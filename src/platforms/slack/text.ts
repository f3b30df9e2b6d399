/**
 * Text that Slack shows as it is. Messages are blocks of `plain_text`, in which nothing formats, links or pings; what
 * is left to do is the escaping of `&`, `<`, `>`, and a fallback for notifications, which Slack reads as mrkdwn.
 */

/** Controls, invisible spaces and overrides of the writing direction: they hide what a text says. */
const hidden =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One line: every kind of white space and line end is a space, and hidden characters are gone. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\s\u0085\u2028\u2029]+/gu, ' ')
    .replaceAll(hidden, '')
    .trim();
}

/** Like {@link oneLine}, line by line. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map((line) =>
      line
        .replaceAll(/[^\S\n]/gu, ' ')
        .replaceAll(hidden, '')
        .trimEnd(),
    )
    .join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Slack's three control characters; without them no `<!channel>` and no `<@U…>` is left. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => entities[character]!);
}

/** What a person typed, of what Slack sent: the three entities back as characters. */
export function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Marks of mrkdwn and their likenesses, which mean nothing. */
const likenesses: Readonly<Record<string, string>> = { '*': '∗', _: '＿', '~': '∼', '`': 'ˋ', '@': '＠', '#': '＃' };

/** For the notification: verse comes through as it is, and marks that would format, link or ping lose their meaning. */
export function fallback(text: string): string {
  return escaped(
    cleanLines(text)
      .replaceAll(/[*_~`@#]/g, (mark) => likenesses[mark]!)
      .replaceAll(/:(?=\S)/g, '∶')
      // A line that begins so is a quotation or a list.
      .replaceAll(/^(\s*)([-•>])/gmu, '$1\u2060$2')
      // A shade may hide the letter after the dot.
      .replaceAll(/(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}░▒▓])|(?<=\bwww)\./giu, '․'),
  );
}

/** At most `most` units of escaped text, cut between characters and never inside an entity; marked with an ellipsis. */
export function cutEscaped(text: string, most: number): string {
  const whole = escaped(text);
  if (whole.length <= most) return whole;
  let kept = '';
  for (const character of text) {
    const next = escaped(character);
    if (kept.length + next.length > most - 1) break;
    kept += next;
  }
  return `${kept.trimEnd()}…`;
}
