/**
 * Reads the message box as a command. Pure: text and caret in, meaning out; the composer draws it.
 *
 * A command is `/name`, perhaps an action, then free words, then options as `name:value`.
 * A value goes on until the next option or the end, so nobody needs quotation marks.
 *
 * @typedef {{ name: string, kind: string, description: string, required: boolean,
 *   choices?: { value: string, label: string }[], min?: number, max?: number }} Option
 * @typedef {{ name: string, description: string, options: Option[], actions?: Action[] }} Action
 * @typedef {{ option: Option, start: number, valueStart: number, end: number, value: string }} Segment
 * @typedef {{ command: Action | undefined, commandName: string, commandEnd: number, action: Action | undefined,
 *   actionEnd: number, restStart: number, words: string, segments: Segment[] }} CommandLine
 */

/**
 * @param {string} text
 * @param {Action[]} commands
 * @returns {CommandLine | undefined} undefined when the text is no command
 */
export function readCommandLine(text, commands) {
  const typed = /^\/(\S*)/.exec(text);
  if (typed === null) return undefined;
  const commandName = typed[1];
  const commandEnd = typed[0].length;
  const command = commands.find(({ name }) => name === commandName.toLowerCase());
  const line = { command, commandName, commandEnd, action: undefined, actionEnd: commandEnd, words: '', segments: [] };
  let definition = command;
  let restStart = skipSpace(text, commandEnd);
  if (command?.actions !== undefined) {
    const word = /^\S*/.exec(text.slice(restStart))[0];
    line.action = command.actions.find(({ name }) => name === word.toLowerCase());
    line.actionEnd = restStart + word.length;
    definition = line.action;
    restStart = skipSpace(text, line.actionEnd);
  }
  line.restStart = restStart;
  if (definition === undefined) return line;
  line.segments = findSegments(text, restStart, definition.options);
  const before = text.slice(restStart, line.segments[0]?.start ?? text.length).trim();
  line.words = [before, ...wordsAfterValues(text, line, before)].filter((words) => words !== '').join(' ');
  return line;
}

/** The options that a command line sets by name, and those it could still set. */
export function unsetOptions(line) {
  const definition = line.command?.actions === undefined ? line.command : line.action;
  return (definition?.options ?? []).filter((option) => !line.segments.some((segment) => segment.option === option));
}

/** The option that the free words stand for: the first text, as the server reads it. */
export function optionOfWords(line) {
  return unsetOptions(line).find(({ kind }) => kind === 'text');
}

/** What a finished line asks the server to do; undefined while its command or action is not known. */
export function readRequest(line) {
  if (line.command === undefined || (line.command.actions !== undefined && line.action === undefined)) return undefined;
  const options = Object.fromEntries(
    line.segments.filter(({ value }) => value !== '').map(({ option, value }) => [option.name, value]),
  );
  return {
    command: line.command.name,
    ...(line.action === undefined ? {} : { action: line.action.name }),
    options,
    ...(line.words === '' ? {} : { words: line.words }),
  };
}

/** Required options that are still missing. */
export function missingOptions(line) {
  const spoken = line.words === '' ? undefined : optionOfWords(line);
  const empty = line.segments
    .filter(({ value, option }) => value === '' && option.required)
    .map(({ option }) => option);
  return [...unsetOptions(line).filter((option) => option.required && option !== spoken), ...empty];
}

/**
 * What could be completed at the caret.
 *
 * @param {string} text
 * @param {number} caret
 * @param {CommandLine} line
 * @returns {{ stage: 'command' | 'action' | 'option' | 'value', typed: string, start: number, end: number,
 *   option?: Option } | undefined}  `start` and `end` bound what a completion replaces
 */
export function completionAt(text, caret, line) {
  if (caret <= line.commandEnd) {
    return { stage: 'command', typed: text.slice(1, caret), start: 0, end: line.commandEnd };
  }
  if (line.command === undefined) return undefined;
  if (line.command.actions !== undefined && caret <= line.actionEnd) {
    const start = Math.min(skipSpace(text, line.commandEnd), caret);
    return { stage: 'action', typed: text.slice(start, caret), start, end: Math.max(line.actionEnd, caret) };
  }
  const segment = line.segments.findLast(({ valueStart }) => valueStart <= caret);
  if (segment !== undefined && segment.option.kind !== 'text') {
    const typed = text.slice(segment.valueStart, Math.min(caret, segment.end)).trimStart();
    if (caret <= segment.end || !isComplete(segment)) {
      const end = Math.max(segment.end, caret);
      return { stage: 'value', typed, start: segment.valueStart, end, option: segment.option };
    }
  }
  const from = Math.max(line.restStart, segment?.valueStart ?? 0);
  const start = caret - /\S*$/.exec(text.slice(from, caret))[0].length;
  return { stage: 'option', typed: text.slice(start, caret), start, end: caret };
}

function findSegments(text, from, options) {
  const segments = [];
  for (const match of text.slice(from).matchAll(/(^|\s)(\p{L}[\p{L}\p{N}_-]*):/gu)) {
    const option = options.find(({ name }) => name === match[2].toLowerCase());
    if (option === undefined || segments.some((segment) => segment.option === option)) continue;
    const start = from + match.index + match[1].length;
    segments.push({ option, start, valueStart: start + match[2].length + 1 });
  }
  return segments.map((segment, index) => {
    const until = segments[index + 1]?.start ?? text.length;
    const raw = text.slice(segment.valueStart, until);
    return { ...segment, end: segment.valueStart + raw.trimEnd().length, value: raw.trim() };
  });
}

/**
 * Cuts values short where they are one word by their nature, and gives back the words behind them:
 * "/poem style:haiku autumn rain" has a topic.
 */
function wordsAfterValues(text, line, before) {
  const first = (line.action ?? line.command).options.find(({ kind }) => kind === 'text');
  let spoken = before !== '' || line.segments.some(({ option }) => option === first);
  return line.segments.map((segment) => {
    const [word = ''] = segment.value.split(/\s/, 1);
    // Completed values may have spaces in them; only where words are still wanted is the rest taken for words.
    const short = isOneWord(segment.option, word) || (segment.option.kind === 'completed' && !spoken);
    // A comma says that more of the same value follows.
    if (!short || word === segment.value || word.endsWith(',')) return '';
    const rest = segment.value.slice(word.length).trim();
    segment.end = text.indexOf(word, segment.valueStart) + word.length;
    segment.value = word;
    spoken = true;
    return rest;
  });
}

function isOneWord(option, first) {
  return ['integer', 'number', 'flag', 'channel'].includes(option.kind) || isComplete({ option, value: first }, true);
}

/** @param {boolean} [listed]  only a value that is one of the option's own choices */
function isComplete({ option, value }, listed = false) {
  if (option.choices === undefined) return value !== '' && !listed;
  const typed = value.toLowerCase();
  return option.choices.some((choice) => choice.value.toLowerCase() === typed || choice.label.toLowerCase() === typed);
}

function skipSpace(text, from) {
  return from + /^\s*/.exec(text.slice(from))[0].length;
}
