/** The message box: grows with its text, colours a command's parts, completes it, and sends it. */
import { missingOptions, readCommandLine, readRequest, unsetOptions } from './command-line.js';
import { SuggestionList, suggest } from './completion.js';
import { Refused } from './connection.js';
import { byId, element, icon } from './element.js';

/** Keystrokes closer together than this share one question to the server. */
const pauseMs = 90;

export class Composer {
  #box = /** @type {HTMLTextAreaElement} */ (byId('box'));
  #ink = byId('ink');
  #chips = byId('chips');
  #problem = byId('problem');
  #actions;
  #commands = [];
  #list;
  #asking = new AbortController();
  /** Settles when the list shows what belongs to the text as it stands. */
  #suggested = Promise.resolve();
  #pending = false;
  #history = [];
  #recalled = 0;
  #sending = false;

  /**
   * @param {object} actions  what the box can bring about
   * @param {(text: string) => Promise<void>} actions.say
   * @param {(request: object) => Promise<void>} actions.run
   * @param {(query: Record<string, string>, signal: AbortSignal) => Promise<{ value: string, label: string }[]>} actions.complete
   * @param {(line: import('./command-line.js').CommandLine) => void} actions.askFor  a form for missing options
   */
  constructor(actions) {
    this.#actions = actions;
    this.#list = new SuggestionList(this.#box, (suggestions, chosen) => this.#take(suggestions, chosen));
    this.#box.addEventListener('input', () => this.#changed());
    this.#box.addEventListener('click', () => this.#refresh());
    this.#box.addEventListener('scroll', () => {
      this.#ink.scrollTop = this.#box.scrollTop;
    });
    this.#box.addEventListener('blur', () => this.#list.close());
    this.#box.addEventListener('keydown', (event) => this.#key(event));
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#draw();
  }

  /** @param {import('./command-line.js').Action[]} commands */
  setCommands(commands) {
    this.#commands = commands;
    this.#draw();
  }

  /** @param {string} channel */
  setChannel(channel) {
    this.#box.placeholder = `Message #${channel}, or type /`;
  }

  /** Puts text into the box, ready to be edited or sent. */
  write(text) {
    this.#box.value = text;
    this.#box.focus();
    this.#box.setSelectionRange(text.length, text.length);
    this.#changed();
  }

  focus() {
    this.#box.focus();
  }

  /** Says in a sentence why something could not be done; the empty string takes it back. */
  showProblem(sentence) {
    this.#problem.textContent = sentence;
    this.#problem.hidden = sentence === '';
  }

  #line() {
    return readCommandLine(this.#box.value, this.#commands);
  }

  #changed() {
    this.showProblem('');
    this.#draw();
    this.#refresh();
  }

  async #key(event) {
    const decides = (event.key === 'Enter' && !event.shiftKey) || (event.key === 'Tab' && !event.shiftKey);
    if (decides && this.#pending && !event.isComposing) {
      // The list still shows what belonged to fewer letters; whoever types fast means the present ones.
      event.preventDefault();
      await this.#suggested;
      if (!this.#list.handle(event) && event.key === 'Enter') this.#send();
      return;
    }
    if (this.#list.handle(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp' && (this.#box.value === '' || this.#recalled > 0)) {
      this.#recall(1);
      event.preventDefault();
    } else if (event.key === 'ArrowDown' && this.#recalled > 0) {
      this.#recall(-1);
      event.preventDefault();
    }
  }

  #recall(by) {
    this.#recalled = Math.min(Math.max(this.#recalled + by, 0), this.#history.length);
    const text = this.#history.at(-this.#recalled);
    this.#box.value = this.#recalled === 0 ? '' : (text ?? '');
    this.#draw();
  }

  #refresh() {
    this.#pending = true;
    const refreshed = this.#suggest().then(() => {
      if (refreshed === this.#suggested) this.#pending = false;
    });
    this.#suggested = refreshed;
  }

  /** Asks what could come next. */
  async #suggest() {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const asked = async (query) => {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return signal.aborted ? [] : this.#actions.complete(query, signal);
    };
    const suggestions = await suggest(this.#box.value, this.#box.selectionStart, this.#commands, asked).catch(
      () => undefined,
    );
    if (!signal.aborted && document.activeElement === this.#box) this.#list.show(suggestions);
  }

  #take({ start, end }, { insert }) {
    const { value } = this.#box;
    const after = value.slice(end);
    const spaced = insert.endsWith(' ') ? after.trimStart() : after;
    this.#box.value = value.slice(0, start) + insert + spaced;
    this.#box.focus();
    this.#box.setSelectionRange(start + insert.length, start + insert.length);
    this.#changed();
  }

  async #send() {
    const text = this.#box.value.trim();
    if (text === '' || this.#sending) return;
    const line = readCommandLine(text, this.#commands);
    const request = line === undefined ? undefined : readRequest(line);
    if (line !== undefined && request === undefined) {
      const known = line.command === undefined ? this.#commands : line.command.actions;
      const names = known.map(({ name }) => (line.command === undefined ? `/${name}` : name)).join(', ');
      return this.showProblem(`/${line.commandName} is not complete. You can choose from: ${names}.`);
    }
    if (line !== undefined && missingOptions(line).length > 0) {
      this.#list.close();
      return this.#actions.askFor(line);
    }
    this.#asking.abort();
    this.#list.close();
    this.#sending = true;
    try {
      await (request === undefined ? this.#actions.say(text) : this.#actions.run(request));
      this.#history.push(text);
      this.clear();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.showProblem(error.message);
    } finally {
      this.#sending = false;
    }
  }

  clear() {
    this.#recalled = 0;
    this.#box.value = '';
    this.#changed();
    this.#list.close();
  }

  /** Draws the text behind the box, a command's parts coloured, and the chips of options that may be added. */
  #draw() {
    const line = this.#line();
    const { value } = this.#box;
    this.#ink.replaceChildren(...(line?.command === undefined ? [value] : coloured(value, line)), '\u200b');
    byId('composer').classList.toggle('commanding', line?.command !== undefined);
    byId('send').toggleAttribute('disabled', value.trim() === '');
    this.#drawChips(line);
  }

  #drawChips(line) {
    const definition = line?.command?.actions === undefined ? line?.command : line?.action;
    const chips =
      line === undefined || definition === undefined
        ? []
        : [
            ...unsetOptions(line).map((option) => this.#chip(option, line)),
            definition.options.length > 0 && this.#formChip(line),
          ].filter(Boolean);
    this.#chips.replaceChildren(...chips);
    this.#chips.hidden = chips.length === 0;
  }

  #chip(option, line) {
    const spoken =
      line.words !== '' && option.kind === 'text' && unsetOptions(line).find(({ kind }) => kind === 'text') === option;
    if (spoken) return undefined;
    return element(
      `button.chip${option.required ? '.required' : ''}`,
      {
        type: 'button',
        title: option.description,
        onmousedown: (event) => event.preventDefault(),
        onclick: () => this.write(`${this.#box.value.trimEnd()} ${option.name}:`),
      },
      `+ ${option.name}`,
    );
  }

  #formChip(line) {
    return element(
      'button.chip.form-chip',
      { type: 'button', title: 'Fill in as a form', onclick: () => this.#actions.askFor(line) },
      icon('form'),
      'form',
    );
  }
}

/** The text in pieces: the command, option names and their values each in a span of its own. */
function coloured(text, line) {
  const pieces = [element('span.ink-command', {}, text.slice(0, line.commandEnd))];
  let at = line.commandEnd;
  const plain = (until) => {
    pieces.push(text.slice(at, until));
    at = until;
  };
  if (line.action !== undefined) {
    plain(line.actionEnd - line.action.name.length);
    pieces.push(element('span.ink-command', {}, text.slice(at, line.actionEnd)));
    at = line.actionEnd;
  }
  for (const { start, valueStart, end } of line.segments) {
    plain(start);
    const name = element('span.ink-name', {}, text.slice(start, valueStart));
    pieces.push(element('span.ink-option', {}, name, element('span.ink-value', {}, text.slice(valueStart, end))));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces;
}
