/** The messages of one channel at a time, oldest first, kept at the newest unless somebody scrolled up. */
import { byId, element } from './element.js';
import { isFinal, MessageView, spokenText } from './message.js';

const groupMs = 5 * 60_000;
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

export class Timeline {
  #scroller = byId('messages');
  #list = byId('message-list');
  #jump = byId('jump');
  #announcer = byId('announcer');
  /** @type {Map<string, MessageView>} */
  #views = new Map();
  #actions;
  #channel = '';
  #mayRemove = () => false;
  #waiting;
  #following = true;

  /** @param {object} actions  what messages can bring about; `earlier(channel, before)` brings older ones */
  constructor(actions) {
    this.#actions = actions;
    this.#scroller.addEventListener('scroll', () => this.#scrolled());
    this.#jump.addEventListener('click', () => this.#toNewest());
    new ResizeObserver(() => this.#following && this.#toNewest()).observe(this.#list);
    new ResizeObserver(() => this.#following && this.#toNewest()).observe(this.#scroller);
    byId('earlier').addEventListener('click', () => this.#showEarlier());
  }

  /** @param {(message: any) => boolean} mayRemove */
  setRights(mayRemove) {
    this.#mayRemove = mayRemove;
  }

  /** Shows a channel's messages in place of whatever was shown. */
  open(channel, messages) {
    this.#channel = channel;
    this.#views.clear();
    this.#list.replaceChildren();
    this.stopWaiting();
    for (const message of messages) this.#add(message);
    this.#arrange();
    byId('earlier').hidden = messages.length < 50;
    this.#toNewest();
  }

  /** Shows a message, new or changed. */
  show(message) {
    if (message.channel !== this.#channel) return;
    const view = this.#views.get(message.id);
    const wasFinal = view !== undefined && isFinal(view.message);
    if (view === undefined) {
      this.#add(message);
      this.#arrange();
      this.#jump.hidden = this.#following;
    } else view.show(message);
    if (isFinal(message) && !wasFinal) this.#announce(message);
    if (this.#following) this.#toNewest();
  }

  remove(id) {
    this.#views.get(id)?.root.remove();
    this.#views.delete(id);
    this.#arrange();
  }

  /** Shows that an answer is on its way. */
  wait() {
    this.stopWaiting();
    this.#waiting = element(
      'p.waiting',
      {},
      element('span.avatar.bot', { 'aria-hidden': 'true' }),
      'Inkling is thinking…',
    );
    this.#list.after(this.#waiting);
    const waiting = this.#waiting;
    setTimeout(() => waiting.remove(), 15_000);
    this.#toNewest();
  }

  stopWaiting() {
    this.#waiting?.remove();
  }

  #add(message) {
    const view = new MessageView(message, this.#actions, this.#mayRemove(message));
    const ids = [...this.#views.keys(), message.id].sort();
    const next = ids[ids.indexOf(message.id) + 1];
    this.#list.insertBefore(view.root, next === undefined ? null : this.#views.get(next).root);
    this.#views.set(message.id, view);
  }

  /** Draws the days, and leaves out names where somebody goes on speaking. */
  #arrange() {
    for (const divider of this.#list.querySelectorAll('.day')) divider.remove();
    let before;
    for (const id of [...this.#views.keys()].sort()) {
      const { root, message } = this.#views.get(id);
      const newDay = before === undefined || !sameDay(before.at, message.at);
      if (newDay) root.before(element('div.day', { role: 'separator' }, element('span', {}, dayName(message.at))));
      this.#views.get(id).setGrouped(!newDay && continues(before, message));
      before = message;
    }
  }

  async #showEarlier() {
    const oldest = [...this.#views.keys()].sort()[0];
    const messages = await this.#actions.earlier(this.#channel, oldest);
    const height = this.#scroller.scrollHeight;
    for (const message of messages) this.#add(message);
    this.#arrange();
    this.#scroller.scrollTop += this.#scroller.scrollHeight - height;
    byId('earlier').hidden = messages.length < 50;
  }

  /** Only words that stand are read out. */
  #announce(message) {
    this.#announcer.replaceChildren(element('p', {}, spokenText(message)));
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#following = scrollHeight - scrollTop - clientHeight < 80;
    if (this.#following) this.#jump.hidden = true;
  }

  #toNewest() {
    this.#following = true;
    this.#jump.hidden = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function continues(before, message) {
  return (
    message.cause === undefined &&
    before.author.id === message.author.id &&
    (before.only === undefined) === (message.only === undefined) &&
    message.at - before.at < groupMs
  );
}

function sameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

function dayName(at) {
  return sameDay(at, Date.now()) ? 'Today' : day.format(at);
}
