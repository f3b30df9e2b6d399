/** What could come next in the message box, as a list that the arrow keys walk and Tab or Enter takes from. */

import { completionAt, optionOfWords, readCommandLine, unsetOptions } from './command-line.js';
import { byId, element } from './element.js';

/**
 * @typedef {{ title: string, detail: string, insert: string, badge?: string }} Suggestion
 * @typedef {{ start: number, end: number, suggestions: Suggestion[], heading: string, eager: boolean }} Suggestions
 *   `eager`: Enter takes the first suggestion; otherwise only one that was walked to
 */

/**
 * @param {string} text
 * @param {number} caret
 * @param {import('./command-line.js').Action[]} commands
 * @param {(query: Record<string, string>) => Promise<{ value: string, label: string }[]>} complete
 * @returns {Promise<Suggestions | undefined>}
 */
export async function suggest(text, caret, commands, complete) {
  const line = readCommandLine(text, commands);
  const place = line === undefined ? undefined : completionAt(text, caret, line);
  if (place === undefined) return undefined;
  const { start, end } = place;
  const typed = place.typed.trim().toLowerCase();
  switch (place.stage) {
    case 'command': {
      const suggestions = ranked(commands, typed, ({ name }) => name).map((command) => ({
        title: `/${command.name}`,
        detail: command.description,
        insert: `/${command.name} `,
      }));
      return { start, end, suggestions, heading: 'Commands', eager: true };
    }
    case 'action': {
      const suggestions = ranked(line.command.actions, typed, ({ name }) => name).map((action) => ({
        title: action.name,
        detail: action.description,
        insert: `${action.name} `,
      }));
      return { start, end, suggestions, heading: `/${line.command.name}`, eager: true };
    }
    case 'option': {
      const begun = line.words === '' && line.segments.length === 0;
      if (typed === '' && !begun) return undefined;
      const open = unsetOptions(line).filter(({ name }) => name.startsWith(typed));
      const suggestions = open.map((option) => ({
        title: option.name,
        detail: option.description,
        insert: `${option.name}:`,
        badge: option.required ? 'required' : '',
      }));
      const heading = begun ? hint(line) : 'Options';
      return { start, end, suggestions, heading, eager: false };
    }
    case 'value': {
      const choices = await valuesOf(place.option, line, typed, complete);
      const suggestions = choices.map(({ value, label }) => {
        const [title, detail = ''] = label.split(' · ');
        return { title, detail, insert: `${value} ` };
      });
      const exact = suggestions.some(({ title, insert }) => [title.toLowerCase(), insert.trim()].includes(typed));
      return { start, end, suggestions, heading: place.option.description, eager: typed !== '' && !exact };
    }
  }
}

async function valuesOf(option, line, typed, complete) {
  if (option.kind === 'integer' || option.kind === 'number') return [];
  if (option.kind === 'flag') return ranked([on, off], typed, ({ value }) => value);
  if (option.choices !== undefined) return ranked(option.choices, typed, ({ value, label }) => `${label} ${value}`);
  const action = line.action === undefined ? {} : { action: line.action.name };
  return complete({ command: line.command.name, ...action, option: option.name, typed });
}

const on = { value: 'on', label: 'on' };
const off = { value: 'off', label: 'off' };

/** Those that start with what was typed, then those that contain it. */
function ranked(candidates, typed, nameOf) {
  const name = (candidate) => nameOf(candidate).toLowerCase();
  const starting = candidates.filter((candidate) => name(candidate).startsWith(typed));
  return [...starting, ...candidates.filter((one) => !starting.includes(one) && name(one).includes(typed))];
}

function hint(line) {
  const first = optionOfWords(line);
  return first === undefined ? 'Options' : `Type the ${first.name}, or choose an option`;
}

/** The list itself. The box keeps the focus; `aria-activedescendant` tells where the list's cursor is. */
export class SuggestionList {
  #list = byId('suggestions');
  #box;
  #take;
  /** @type {Suggestions | undefined} */
  #shown;
  #active = -1;

  /**
   * @param {HTMLTextAreaElement} box
   * @param {(suggestions: Suggestions, chosen: Suggestion) => void} take
   */
  constructor(box, take) {
    this.#box = box;
    this.#take = take;
  }

  get open() {
    return this.#shown !== undefined;
  }

  /** @param {Suggestions | undefined} suggestions */
  show(suggestions) {
    if (suggestions === undefined || suggestions.suggestions.length === 0) return this.close();
    this.#shown = suggestions;
    const rows = suggestions.suggestions.map((suggestion, index) => this.#row(suggestion, index));
    const heading = element('div.suggestions-heading', { role: 'presentation' }, suggestions.heading);
    this.#list.replaceChildren(heading, ...rows);
    this.#list.hidden = false;
    this.#activate(suggestions.eager ? 0 : -1);
  }

  close() {
    this.#shown = undefined;
    this.#active = -1;
    this.#list.hidden = true;
    this.#box.removeAttribute('aria-activedescendant');
  }

  /**
   * Lets the list have a key first.
   *
   * @param {KeyboardEvent} event
   * @returns {boolean} true when the list used it
   */
  handle(event) {
    if (this.#shown === undefined || event.isComposing) return false;
    const last = this.#shown.suggestions.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        this.#activate(this.#active === last ? 0 : this.#active + 1);
        return true;
      case 'ArrowUp':
        this.#activate(this.#active <= 0 ? last : this.#active - 1);
        return true;
      case 'Tab':
        if (event.shiftKey) return false;
        this.#choose(Math.max(0, this.#active));
        return true;
      case 'Enter':
        if (this.#active < 0 || event.shiftKey) return false;
        this.#choose(this.#active);
        return true;
      case 'Escape':
        this.close();
        return true;
      default:
        return false;
    }
  }

  #choose(index) {
    const shown = this.#shown;
    this.close();
    this.#take(shown, shown.suggestions[index]);
  }

  #row({ title, detail, badge }, index) {
    return element(
      'div.suggestion',
      {
        role: 'option',
        id: `suggestion-${index}`,
        // Pressing must not take the focus out of the box.
        onmousedown: (event) => event.preventDefault(),
        onclick: () => this.#choose(index),
        onmousemove: () => this.#active !== index && this.#activate(index),
      },
      element('span.suggestion-title', {}, title),
      detail !== '' && element('span.suggestion-detail', {}, detail),
      Boolean(badge) && element('span.badge', {}, badge),
    );
  }

  #activate(index) {
    this.#active = index;
    for (const [at, row] of [...this.#list.querySelectorAll('.suggestion')].entries()) {
      row.setAttribute('aria-selected', String(at === index));
      if (at === index) row.scrollIntoView({ block: 'nearest' });
    }
    if (index < 0) this.#box.removeAttribute('aria-activedescendant');
    else this.#box.setAttribute('aria-activedescendant', `suggestion-${index}`);
  }
}
