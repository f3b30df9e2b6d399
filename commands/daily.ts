/** `/daily`: verses that come by themselves; for those who manage the server. */
import type { Clock } from '../src/clock.ts';
import {
  completeZone,
  type DailyPost,
  type DailyVerses,
  findSchedule,
  localTime,
  readDays,
  readTime,
  readZone,
  type Schedule,
  shortDay,
} from '../src/daily/index.ts';
import { RequestError } from '../src/errors.ts';
import type { Button, Invocation, Place } from '../src/platforms/contract.ts';
import type { Engine } from '../src/poem.ts';
import { findStyle, styles } from '../src/poetics/styles.ts';
import { type ActionDefinition, type Command, type OptionDefinition, textOption } from './command.ts';
import { longDate } from './daily-look.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import { readLongValues } from './long-values.ts';
import { finishedLook, shortened } from './poem-look.ts';
import { styleNamed } from './poem-words.ts';

export interface DailyCommandOptions {
  readonly verses: DailyVerses;
  /** Draws previews. */
  readonly engine: Engine;
  readonly clock: Clock;
  /** 0 ≤ x < 1; names new schedules. */
  readonly random: () => number;
}

/** Every style that needs no word of its own. */
const rotation = styles.map(({ id }) => id).filter((id) => id !== 'acrostic');
const styleNames = rotation.map((id) => ({ value: id, label: id }));

const phrase = (key: PhraseKey) => ({ description: say('en', key), descriptions: translationsOf(key) });

type Completion = readonly { readonly value: string; readonly label: string }[];

/** Completes the last of several entries that are separated by commas. */
function completeLast(typed: string, offered: Completion): Completion {
  const at = typed.lastIndexOf(',') + 1;
  const [before, last] = [typed.slice(0, at), typed.slice(at).trim().toLowerCase()];
  const behind = (one: string) => `${before}${before === '' ? '' : ' '}${one}`;
  return offered
    .filter(({ value, label }) => value.toLowerCase().includes(last) || label.toLowerCase().includes(last))
    .slice(0, 25)
    .map(({ value, label }) => ({ value: behind(value), label: shortened(behind(label), 100) }));
}

/** Words that days can be said with, in the person's language; every language's are read. */
function offeredDays(locale: string): Completion {
  const groups = (['daily.days.daily', 'daily.days.weekdays', 'daily.days.weekends'] as const).map((key) =>
    say(locale, key),
  );
  const names = [1, 2, 3, 4, 5, 6, 7].map((day) => shortDay(day, locale).toLowerCase());
  return [...groups, ...names].map((value) => ({ value, label: value }));
}

export function createDailyCommand({ verses, engine, clock, random }: DailyCommandOptions): Command {
  const { book } = verses;

  const completeName = async (typed: string, place: Place, locale: string): Promise<Completion> =>
    (await book.of(place))
      .map((schedule) => ({
        value: schedule.id,
        label: shortened(`${schedule.id} · ${termsOf(schedule, locale)}`, 100),
      }))
      .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
      .slice(0, 25);
  const name = (key: PhraseKey, required: boolean): OptionDefinition => ({
    kind: 'completed',
    max: 20,
    required,
    complete: completeName,
    ...phrase(key),
  });
  const action = (key: PhraseKey, options: Readonly<Record<string, OptionDefinition>>): ActionDefinition => ({
    ...phrase(key),
    options,
    private: true,
    managersOnly: true,
  });
  const which = { name: name('daily.which', true) };

  const actions = {
    set: action('daily.set.description', {
      time: { kind: 'text', max: 20, ...phrase('daily.set.time') },
      zone: {
        kind: 'completed',
        max: 60,
        ...phrase('daily.set.zone'),
        complete: async (typed) => completeZone(typed, clock.now()),
      },
      topic: { kind: 'text', max: 2_000, ...phrase('daily.set.topic') },
      style: {
        kind: 'completed',
        max: 400,
        ...phrase('daily.set.style'),
        complete: async (typed, _, locale) =>
          completeLast(typed, [{ value: 'all', label: say(locale, 'daily.everything') }, ...styleNames]),
      },
      days: {
        kind: 'completed',
        max: 80,
        ...phrase('daily.set.days'),
        complete: async (typed, _, locale) => completeLast(typed, offeredDays(locale)),
      },
      channel: { kind: 'channel', ...phrase('daily.set.channel') },
      name: name('daily.set.name', false),
    }),
    list: action('daily.list.description', {}),
    pause: action('daily.pause.description', which),
    resume: action('daily.resume.description', which),
    remove: action('daily.remove.description', which),
    preview: action('daily.preview.description', which),
    skip: action('daily.skip.description', which),
  };

  /** The date and time of the next verse; the time differs from the schedule's where the clocks skip it. */
  async function whenOf(schedule: Schedule, locale: string): Promise<{ readonly date: string; readonly time: string }> {
    const next = await verses.next(schedule);
    if (!next) return { date: '–', time: schedule.time };
    return { date: longDate(next.date, locale), time: localTime(next.at, schedule.zone).time };
  }

  /** New terms, or changed ones, from what was typed; what was left out stays, or takes its default. */
  async function set(invocation: Invocation): Promise<string> {
    const { options, place, locale, person } = invocation;
    const text = (option: string) => textOption(options, option);
    const given = (option: string) => {
      const typed = text(option);
      if (typed === undefined)
        throw new RequestError('missing-option', say(locale, 'error.missing-option', { option }));
      return typed;
    };
    const named = text('name');
    const present = named === undefined ? undefined : await findSchedule(book, place, named);
    const channel = text('channel');
    const schedule: Schedule = {
      id: present?.id ?? newName(random),
      place: present && channel === undefined ? present.place : { ...place, channel: channel ?? place.channel },
      time: present && text('time') === undefined ? present.time : readTime(given('time')),
      zone: present && text('zone') === undefined ? present.zone : readZone(given('zone')),
      days: present && text('days') === undefined ? present.days : readDays(text('days') ?? 'daily'),
      styles: present && text('style') === undefined ? present.styles : readStyles(text('style')),
      topics: present && text('topic') === undefined ? present.topics : readTopics(given('topic'), locale),
      locale,
      createdBy: person.id,
      paused: present?.paused ?? false,
      handledUntil: clock.now(),
    };
    await book.set(schedule);
    return say(locale, 'daily.saved', { name: schedule.id, zone: schedule.zone, ...(await whenOf(schedule, locale)) });
  }

  async function list(place: Place, locale: string): Promise<{ readonly text: string; readonly buttons: Button[] }> {
    const schedules = await book.of(place);
    if (schedules.length === 0) return { text: say(locale, 'daily.none'), buttons: [] };
    const buttons: Button[] = [];
    const entries: string[] = [];
    for (const schedule of schedules) {
      const posts = (await verses.posts.latest(schedule.id, 3)).map(({ value }) => value);
      const next = schedule.paused
        ? say(locale, 'daily.is-paused')
        : say(locale, 'daily.next', await whenOf(schedule, locale));
      entries.push(
        [
          `${schedule.id} · ${termsOf(schedule, locale)} · #${schedule.place.channel}`,
          shortened(`${schedule.styles.join(', ') || '–'} · ${schedule.topics.join('; ')}`, 160),
          next,
          ...posts.map((post) => stateOf(post, locale)),
        ].join('\n'),
      );
      for (const { state, date } of posts) {
        if (state !== 'unclear' || buttons.length >= 10) continue;
        const label = (key: PhraseKey) => say(locale, key, { date });
        buttons.push({ id: `daily:post:${schedule.id}:${date}`, label: label('daily.button.post') });
        buttons.push({ id: `daily:leave:${schedule.id}:${date}`, label: label('daily.button.leave') });
      }
    }
    return { text: entries.join('\n\n'), buttons };
  }

  /** Draws the next verse for the manager alone: the very poem that will be posted, while its terms stay. */
  async function preview(schedule: Schedule, { locale, reply }: Invocation, signal: AbortSignal): Promise<void> {
    const post = await verses.upcoming(schedule);
    if (!post) throw new RequestError('no-such-schedule', say(locale, 'error.no-such-schedule'));
    const request = await verses.requestFor(post);
    for await (const event of engine.draw(request, { signal })) {
      if (event.type !== 'poem') continue;
      const { panels = [] } = finishedLook(event, request, schedule.locale, '');
      await reply.whisper({ text: longDate(post.date, schedule.locale), panels });
    }
  }

  return {
    definition: {
      name: 'daily',
      names: { de: 'täglich', fr: 'quotidien', es: 'diario' },
      ...phrase('daily.description'),
      options: {},
      private: true,
      managersOnly: true,
      actions,
    },

    read: (words, name = 'list') => {
      const action = Object.hasOwn(actions, name) ? actions[name as keyof typeof actions] : actions.list;
      return readLongValues(action, words, name === 'set' ? 'time' : 'name');
    },

    async run(invocation, signal) {
      const { place, locale, reply } = invocation;
      if (invocation.action === 'set') return reply.whisper({ text: await set(invocation) });
      if (invocation.action === 'list' || invocation.action === undefined)
        return reply.whisper(await list(place, locale));
      const schedule = await findSchedule(book, place, textOption(invocation.options, 'name') ?? '');
      if (invocation.action === 'preview') return preview(schedule, invocation, signal);
      await reply.whisper({ text: await actOn(schedule, invocation) });
    },

    async press({ button, place, person, locale, reply }) {
      if (!person.managesSpace) throw new RequestError('managers-only', say(locale, 'error.managers-only'));
      const [, decision = '', id = '', date = ''] = button.split(':');
      if (decision !== 'post' && decision !== 'leave')
        throw new RequestError('unknown-command', say(locale, 'error.unknown-command'));
      const schedule = await findSchedule(book, place, id);
      const settled = await verses.posts.settle(schedule.id, date, decision);
      await reply.whisper({ text: say(locale, settled ? 'daily.settled' : 'daily.settled-already') });
    },
  };

  async function actOn(schedule: Schedule, { action: what, locale }: Invocation): Promise<string> {
    const { id, place } = schedule;
    switch (what) {
      case 'pause':
        await book.change(place, id, (present) => ({ ...present, paused: true }));
        return say(locale, 'daily.paused', { name: id });
      case 'resume': {
        // From now on: what fell into the pause is not caught up.
        const now = clock.now();
        const resumed = await book.change(place, id, (present) => ({ ...present, paused: false, handledUntil: now }));
        return say(locale, 'daily.resumed', { name: id, ...(await whenOf(resumed ?? schedule, locale)) });
      }
      case 'remove':
        await book.remove(place, id);
        return say(locale, 'daily.removed', { name: id });
      case 'skip': {
        const date = await verses.skip(schedule);
        return date === undefined
          ? say(locale, 'daily.too-late')
          : say(locale, 'daily.skipped', { date: longDate(date, locale) });
      }
      default:
        throw new RequestError('unknown-command', say(locale, 'error.unknown-command'));
    }
  }
}

function readStyles(typed: string | undefined): readonly string[] {
  const named = (typed ?? '').split(',').map((one) => one.trim().toLowerCase());
  if (named.includes('all')) return rotation;
  return [...new Set(named.filter(Boolean).map((one) => findStyle(styleNamed(one) ?? one).id))];
}

function readTopics(typed: string, locale: string): readonly string[] {
  const topics = typed
    .split(/[;\n]/)
    .map((topic) => topic.trim())
    .filter(Boolean);
  if (topics.length === 0)
    throw new RequestError('missing-option', say(locale, 'error.missing-option', { option: 'topic' }));
  const long = topics.find((topic) => topic.length > 200);
  if (long !== undefined)
    throw new RequestError('option-length', say(locale, 'error.option-length', { option: 'topic', max: 200 }));
  return topics;
}

function termsOf({ time, zone, days }: Schedule, locale: string): string {
  const named = days.length === 7 ? '' : ` · ${days.map((day) => shortDay(day, locale)).join(', ')}`;
  return `${time} ${zone}${named}`;
}

function stateOf({ date, state, reason = '' }: DailyPost, locale: string): string {
  const why = say(locale, reasons[reason] ?? 'daily.reason.undrawn');
  return say(locale, 'daily.last', { date, state: say(locale, `daily.state.${state}`, { reason: why }) });
}

/** Why a verse failed, by the code of what went wrong; of everything else the log says more. */
const reasons: Readonly<Record<string, PhraseKey>> = {
  'message-forbidden': 'daily.reason.forbidden',
  'message-gone': 'daily.reason.gone',
  'message-expired': 'daily.reason.gone',
  'message-blocked': 'daily.reason.refused',
  'word-refused': 'daily.reason.word',
};

/** Four letters and digits that are not mistaken for each other. */
function newName(random: () => number): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 4 }, () => signs[Math.floor(random() * signs.length)]).join('');
}
