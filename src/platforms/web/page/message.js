/** One message of the channel, drawn and redrawn in place as its content changes. */
import { controls } from './controls.js';
import { avatar, element, icon } from './element.js';
import { isSettled, Panel, plainText } from './panel.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Nothing in the message is still coming into focus. */
export function isFinal({ content }) {
  return (content.panels ?? []).every(isSettled);
}

/** The whole message as a listener hears it. */
export function spokenText({ author, content }) {
  const panels = (content.panels ?? []).map((panel) => `${panel.heading ?? ''}\n${plainText(panel)}`);
  return [`${author.name}:`, content.text, ...panels, content.picture?.description].filter(Boolean).join('\n');
}

export class MessageView {
  root;
  message;
  #body = element('div.body');
  #text = element('p.text');
  #panels = element('div.panels');
  #picture = element('div.picture');
  #controls = element('div.controls');
  #drawn = { controls: '', picture: '' };
  /** @type {Panel[]} */
  #panelViews = [];
  #actions;

  /**
   * @param {any} message
   * @param {object} actions
   * @param {(message: any, id: string, values: string[]) => Promise<void>} actions.press
   * @param {(message: any) => Promise<void>} actions.remove
   * @param {boolean} removable
   */
  constructor(message, actions, removable) {
    this.#actions = actions;
    this.root = element(`article.message.${message.author.kind}`, { dataset: { message: message.id } });
    this.root.classList.toggle('private', message.only !== undefined);
    this.#body.append(this.#text, this.#panels, this.#picture, this.#controls);
    this.root.append(
      ...(message.cause === undefined ? [] : [cause(message.cause)]),
      avatar({ ...message.author }),
      element('div.column', {}, header(message), this.#body, message.only !== undefined && this.#privateNote()),
    );
    if (removable && message.only === undefined) this.root.append(this.#tools());
    this.show(message);
  }

  /** Shows the message's next state. */
  show(message) {
    const { content } = message;
    this.message = message;
    this.#text.textContent = content.text ?? '';
    this.#text.hidden = content.text === undefined;
    this.#showPanels(content.panels ?? []);
    this.#showPicture(content.picture);
    this.#showControls(content);
    this.root.setAttribute('aria-busy', String(!isFinal(message)));
  }

  /** Follows directly on a message of the same author: no second name and face. */
  setGrouped(grouped) {
    this.root.classList.toggle('grouped', grouped);
  }

  #showPanels(panels) {
    while (this.#panelViews.length > panels.length) this.#panelViews.pop().root.remove();
    while (this.#panelViews.length < panels.length) {
      const view = new Panel();
      this.#panelViews.push(view);
      this.#panels.append(view.root);
    }
    for (const [index, panel] of panels.entries()) this.#panelViews[index].show(panel);
    this.#panels.classList.toggle('side-by-side', panels.length > 1);
    this.#panels.hidden = panels.length === 0;
  }

  #showPicture(picture) {
    const key = JSON.stringify(picture ?? null);
    if (key === this.#drawn.picture) return;
    this.#drawn.picture = key;
    const shown =
      picture === undefined
        ? []
        : [
            element(
              'a',
              { href: `/pictures/${picture.id}`, download: picture.name, title: `Save ${picture.name}` },
              element('img', { src: `/pictures/${picture.id}`, alt: picture.description, loading: 'lazy' }),
            ),
          ];
    this.#picture.replaceChildren(...shown);
    this.#picture.hidden = picture === undefined;
  }

  #showControls({ buttons, menus }) {
    // Redrawing what has not changed would take the focus away from whoever is about to press.
    const key = JSON.stringify([buttons, menus]);
    if (key === this.#drawn.controls) return;
    this.#drawn.controls = key;
    const focused = this.#controls.contains(document.activeElement)
      ? document.activeElement.dataset.control
      : undefined;
    const next = controls({ buttons, menus }, (id, values) => this.#actions.press(this.message, id, values));
    next.hidden = next.children.length === 0;
    this.#controls.replaceWith(next);
    this.#controls = next;
    if (focused === undefined) return;
    const again = [...next.children].find((control) => control.dataset.control === focused) ?? next.firstElementChild;
    again?.focus();
  }

  #privateNote() {
    return element(
      'p.private-note',
      {},
      icon('lock'),
      'Only you can see this · ',
      element('button.link', { type: 'button', onclick: () => this.#actions.remove(this.message) }, 'Dismiss'),
    );
  }

  #tools() {
    return element(
      'div.tools',
      {},
      element(
        'button.icon-button',
        {
          type: 'button',
          title: 'Remove this message',
          'aria-label': 'Remove this message',
          onclick: () => this.#actions.remove(this.message),
        },
        icon('trash'),
      ),
    );
  }
}

function header({ author, at }) {
  const time = new Date(at);
  return element(
    'header.byline',
    {},
    element('span.author', {}, author.name),
    author.kind === 'bot' && element('span.badge.app', {}, 'app'),
    element('time', { datetime: time.toISOString(), title: time.toLocaleString() }, clock.format(time)),
  );
}

function cause({ person, name, line }) {
  return element(
    'div.cause',
    {},
    avatar({ id: person, name }),
    element('span.cause-name', {}, name),
    ' used ',
    element('code.cause-line', { title: line }, line),
  );
}
