/** The channel's page: puts its parts together and keeps them in step with the server. */
import { Composer } from './composer.js';
import { Connection, Refused } from './connection.js';
import { askForm, askProfile, fieldsOf } from './dialogs.js';
import { avatar, byId, element } from './element.js';
import { rememberedIntroduction, rememberIntroduction, takeTab } from './persona.js';
import { toggleTheme } from './theme.js';

import { Timeline } from './timeline.js';

const tab = await takeTab();
const connection = new Connection(tab);
/** @type {Map<string, any>} */
const messages = new Map();
const unread = new Set();
let house = await meet(rememberedIntroduction(tab));
/** Whether the server has told the whole state before: if it does so again, it has started anew. */
let acquainted = false;
let channel = house.channels.includes(location.hash.slice(1)) ? location.hash.slice(1) : house.channels[0];

const timeline = new Timeline({
  press: (message, button, values) =>
    tell(connection.send('press', { id: newId(), message: message.id, button, values })),
  remove: (message) => tell(connection.send('remove', { message: message.id })),
  earlier: (name, before) => connection.earlier(name, before),
});

const composer = new Composer({
  say: (text) => connection.send('say', { channel, text }),
  run: (request) => run(request),
  complete: (query, signal) => connection.complete({ ...query, channel }, signal),
  askFor: (line) => askForOptions(line),
});

connection.follow({
  up: () => byId('offline').toggleAttribute('hidden', true),
  down: () => byId('offline').toggleAttribute('hidden', false),
  snapshot: async (event) => {
    messages.clear();
    for (const message of event.messages) messages.set(message.id, message);
    showPeople(event.people);
    // After the snapshot is taken in: what changes while the house answers must not be undone by it.
    if (acquainted) house = await meet(rememberedIntroduction(tab));
    acquainted = true;
    openChannel(channel);
    document.body.dataset.ready = 'true';
  },
  message: ({ message }) => {
    const known = messages.has(message.id);
    messages.set(message.id, message);
    if (message.cause?.person === house.me.id || message.only !== undefined) timeline.stopWaiting();
    timeline.show(message);
    if (!known && message.channel !== channel) {
      unread.add(message.channel);
      showChannels();
    }
  },
  gone: ({ id }) => {
    messages.delete(id);
    timeline.remove(id);
  },
  people: ({ people }) => showPeople(people),
  form: ({ id, form }) => {
    timeline.stopWaiting();
    askForm(
      form,
      (options) => connection.send('form', { id: newId(), channel, form: id, options }),
      () => connection.send('form/cancel', {}),
    );
  },
});

showMe();
window.addEventListener('hashchange', () => openChannel(location.hash.slice(1)));
byId('me').addEventListener('click', () => askProfile(house.me, house.teacherRule, introduce));
byId('theme').addEventListener('click', () => toggleTheme());
byId('menu').addEventListener('click', () => showSidebar(!document.body.classList.contains('sidebar-open')));
byId('veil').addEventListener('click', () => showSidebar(false));
byId('people-toggle').addEventListener('click', () => {
  const shown = document.body.classList.toggle('people-hidden');
  byId('people-toggle').setAttribute('aria-pressed', String(!shown));
});
document.addEventListener('keydown', (event) => event.key === 'Escape' && showSidebar(false));
for (const example of document.querySelectorAll('[data-example]')) {
  example.addEventListener('click', () => composer.write(example.dataset.example));
}
if (matchMedia('(hover: hover)').matches) composer.focus();

/** Says hello; a remembered part that may no longer be taken does not keep anybody out. */
async function meet(said) {
  const met = await connection.hello(said).catch((error) => {
    if (!(error instanceof Refused) || said.teacher === undefined) throw error;
    return connection.hello({ name: said.name });
  });
  rememberIntroduction(tab, { name: met.me.name, teacher: met.me.managesSpace });
  return met;
}

async function introduce(said) {
  house = await connection.hello(said);
  rememberIntroduction(tab, { name: house.me.name, teacher: house.me.managesSpace });
  showMe();
  openChannel(channel);
}

async function run(request) {
  timeline.wait();
  try {
    await connection.send('command', { id: newId(), channel, ...request });
  } catch (error) {
    timeline.stopWaiting();
    throw error;
  }
}

/** Asks for a command's options in a form, filled in as far as the line says. */
async function askForOptions(line) {
  const action = line.action ?? line.command;
  const given = Object.fromEntries(line.segments.map(({ option, value }) => [option.name, value]));
  const spoken = action.options.find(({ kind, name }) => kind === 'text' && given[name] === undefined);
  if (line.words !== '' && spoken !== undefined) given[spoken.name] = line.words;
  const target = { command: line.command.name, ...(line.action === undefined ? {} : { action: line.action.name }) };
  const completed = action.options.filter(({ kind }) => ['completed', 'channel', 'role', 'person'].includes(kind));
  const completions = await Promise.all(
    completed.map(async ({ name }) => [
      name,
      await connection.complete({ ...target, channel, option: name, typed: '' }).catch(() => []),
    ]),
  );
  const fields = fieldsOf(action.options, given, Object.fromEntries(completions));
  askForm(
    { title: `/${[line.command.name, line.action?.name].filter(Boolean).join(' ')}`, submit: 'Run', fields },
    async (values) => {
      await run({ ...target, options: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) });
      composer.clear();
    },
  );
}

/** Shows the server's sentence when it refuses; anything else is a fault and is left to be seen. */
async function tell(sent) {
  try {
    await sent;
    composer.showProblem('');
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    composer.showProblem(error.message);
  }
}

function openChannel(name) {
  if (!house.channels.includes(name)) return;
  channel = name;
  unread.delete(name);
  const shown = [...messages.values()].filter((message) => message.channel === name);
  byId('channel-name').textContent = name;
  byId('welcome-name').textContent = `Welcome to #${name}`;
  document.title = `#${name} · Inkling`;
  timeline.setRights(
    (message) => house.me.moderates || [message.author.id, message.cause?.person].includes(house.me.id),
  );
  timeline.open(
    name,
    shown.sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  composer.setChannel(name);
  showChannels();
  showSidebar(false);
}

function showChannels() {
  byId('channels').replaceChildren(
    ...house.channels.map((name) => {
      const state = unread.has(name) ? 'a.channel.unread' : 'a.channel';
      const current = name === channel ? { 'aria-current': 'page' } : {};
      const news = unread.has(name) && element('span.visually-hidden', {}, ' (new messages)');
      return element('li', {}, element(state, { href: `#${name}`, ...current }, name, news));
    }),
  );
}

function showPeople(people) {
  byId('people-count').textContent = String(people.length);
  byId('people-list').replaceChildren(
    element(
      'li.present',
      {},
      avatar({ id: 'inkling', name: 'Inkling', kind: 'bot' }),
      element('span.present-name', {}, 'Inkling'),
      element('span.badge.app', {}, 'app'),
    ),
    ...people.map((person) =>
      element(
        'li.present',
        {},
        avatar(person),
        element('span.present-name', {}, person.name, person.id === house.me.id && ' (you)'),
        person.teacher && element('span.badge', {}, 'teacher'),
      ),
    ),
  );
}

function showMe() {
  byId('me').replaceChildren(
    avatar(house.me),
    element(
      'span.me-words',
      {},
      element('strong', {}, house.me.name),
      element('small', {}, house.me.managesSpace ? 'Teacher' : 'Edit your name'),
    ),
  );
  composer.setCommands(house.commands);
}

function showSidebar(shown) {
  document.body.classList.toggle('sidebar-open', shown);
  byId('menu').setAttribute('aria-expanded', String(shown));
}

/** Names one action, so that the server acts on it once even if it hears of it twice. */
function newId() {
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join('-')
  );
}
