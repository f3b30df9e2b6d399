/** `/battle`: two poems on one topic, side by side, and a vote. */
import { type Battle, type Battles, type Results, type Side, type SideName, sides } from '../src/battles/index.ts';
import { RequestError } from '../src/errors.ts';
import type { Guard } from '../src/guard/index.ts';
import type { Form, Invocation, Person, Place, Press } from '../src/platforms/contract.ts';
import type { PoemRequest } from '../src/poem.ts';
import { findStyle, findVoice, styles, voices } from '../src/poetics/styles.ts';
import { isTeacher, type SettingsBook } from '../src/settings/index.ts';
import { letter } from './battle-look.ts';
import { type ActionDefinition, type Command, type OptionDefinition, textOption } from './command.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import { readLongValues } from './long-values.ts';
import { shortened } from './poem-look.ts';
import { styleNamed, voiceNamed } from './poem-words.ts';

export interface BattleCommandOptions {
  readonly battles: Battles;
  readonly guard: Guard;
  readonly settings: SettingsBook;
  /** 0 ≤ x < 1; draws surprises, seeds and names. */
  readonly random: () => number;
}

const surprise = 'surprise';
/** Styles that need no word of their own. */
const battleStyles = styles.filter(({ id }) => id !== 'acrostic');

const phrase = (key: PhraseKey) => ({ description: say('en', key), descriptions: translationsOf(key) });

const completed = (
  key: PhraseKey,
  offered: (locale: string) => readonly { readonly value: string; readonly label: string }[],
  required = false,
): OptionDefinition => ({
  kind: 'completed',
  max: 60,
  required,
  ...phrase(key),
  complete: async (typed, _, locale) => {
    const wanted = typed.trim().toLowerCase();
    return offered(locale)
      .filter(({ value, label }) => value.includes(wanted) || label.toLowerCase().includes(wanted))
      .slice(0, 25);
  },
});

/** @throws {RequestError} for a style that does not exist */
const styleOf = (typed: string) => findStyle(styleNamed(typed) ?? typed).id;
const voiceOf = (typed: string) => findVoice(voiceNamed(typed) ?? typed).id;

const styleChoices = battleStyles.map(({ id, name }) => ({ value: id, label: name }));
const offeredStyles = () => styleChoices;
const withSurprise = (locale: string) => [{ value: surprise, label: say(locale, 'battle.surprise') }, ...styleChoices];
const offeredVoices = () => voices.map(({ id, name }) => ({ value: id, label: name }));

// Options have names without digits: typed words are read as `name:value` only then.
const topic: OptionDefinition = { kind: 'text', max: 200, required: true, ...phrase('battle.option.topic') };
const minutes: OptionDefinition = { kind: 'integer', min: 1, max: 1_440, ...phrase('battle.option.minutes') };
const hide: OptionDefinition = { kind: 'flag', ...phrase('battle.option.hide') };

export function createBattleCommand({ battles, guard, settings, random }: BattleCommandOptions): Command {
  const whichBattle = (required: boolean): OptionDefinition => ({
    kind: 'completed',
    max: 20,
    required,
    ...phrase('battle.option.battle'),
    complete: async (typed, place) =>
      (await battles.open(place))
        .map(({ id, topic: about }) => ({ value: id, label: shortened(`${id} · ${about}`, 100) }))
        .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
        .slice(0, 25),
  });
  const onOne = (key: PhraseKey): ActionDefinition => ({
    ...phrase(key),
    options: { battle: whichBattle(false) },
    private: true,
  });

  const actions: Readonly<Record<string, ActionDefinition>> = {
    start: {
      ...phrase('battle.start.description'),
      private: true,
      options: {
        topic,
        first: completed('battle.option.first', withSurprise),
        second: completed('battle.option.second', withSurprise),
        'first-voice': completed('battle.option.first-voice', offeredVoices),
        'second-voice': completed('battle.option.second-voice', offeredVoices),
        minutes,
        hide,
      },
    },
    teams: { ...phrase('battle.teams.description'), private: true, options: { topic, minutes, hide } },
    join: {
      ...phrase('battle.join.description'),
      private: true,
      options: {
        battle: whichBattle(true),
        side: {
          kind: 'choice',
          required: true,
          choices: sides.map((side) => ({ value: side, label: letter(side) })),
          ...phrase('battle.option.side'),
        },
        style: completed('battle.option.style', offeredStyles, true),
        draft: { kind: 'text', max: 4_000, required: true, ...phrase('battle.option.draft') },
      },
    },
    results: { ...phrase('battle.results.description'), options: {} },
    close: onOne('battle.close.description'),
    cancel: onOne('battle.cancel.description'),
    hide: onOne('battle.hide.description'),
    show: onOne('battle.show.description'),
  };

  const seed = () => Math.floor(random() * 2 ** 32);

  /** Two styles, never twice the same where one of them is a surprise. */
  function chooseStyles(first: string | undefined, second: string | undefined): readonly [string, string] {
    const named = [first, second].map((typed) =>
      typed === undefined || typed.trim().toLowerCase() === surprise ? undefined : styleOf(typed),
    );
    const draw = (other: string | undefined) => {
      const free = battleStyles.filter(({ id }) => id !== other);
      return (free[Math.floor(random() * free.length)] as (typeof free)[number]).id;
    };
    const a = named[0] ?? draw(named[1]);
    return [a, named[1] ?? draw(a)];
  }

  async function start(invocation: Invocation, signal: AbortSignal): Promise<void> {
    const { options, place, person, locale, reply } = invocation;
    const text = (name: string) => textOption(options, name);
    const about = text('topic')?.trim() ?? '';
    const chosen = chooseStyles(text('first'), text('second'));
    const [a, b] = chosen.map((style, n): PoemRequest => {
      const voice = text(n === 0 ? 'first-voice' : 'second-voice');
      return {
        ...{ topic: about, style, seed: seed() },
        ...(voice === undefined ? {} : { voice: voiceOf(voice) }),
        fairnessKey: `${place.platform}:${place.space}:${person.id}`,
      };
    }) as [PoemRequest, PoemRequest];
    await guard.prepare(a, invocation, 2);
    const terms = { ...termsOf(invocation), topic: about, sides: { a: { request: a }, b: { request: b } } };
    await battles.call(terms, signal);
    await reply.whisper({ text: say(locale, 'battle.called') });
  }

  function termsOf({ options, place, person, locale }: Invocation) {
    return {
      id: newName(random),
      place,
      locale,
      minutes: typeof options.minutes === 'number' ? options.minutes : 5,
      hidden: options.hide === true,
      calledBy: { id: person.id, name: person.name },
    };
  }

  async function join(invocation: Invocation, signal: AbortSignal): Promise<void> {
    const { options, place, person, locale, reply } = invocation;
    const side: SideName = textOption(options, 'side')?.toLowerCase() === 'b' ? 'b' : 'a';
    const { value: battle } = await battles.find(place, textOption(options, 'battle') ?? '');
    const request: PoemRequest = {
      topic: battle.topic,
      style: styleOf(textOption(options, 'style') ?? ''),
      seed: seed(),
      draft: textOption(options, 'draft') ?? '',
      fairnessKey: `${place.platform}:${place.space}:${person.id}`,
    };
    await guard.prepare(request, invocation);
    const entry: Side & { readonly student: Named } = { request, student: { id: person.id, name: person.name } };
    await battles.join(place, battle.id, side, entry, signal);
    await reply.whisper({ text: say(locale, 'battle.joined', { side: letter(side) }) });
  }

  const teaches = async ({ place, person }: { place: Place; person: Person }) =>
    isTeacher(await settings.of(place), person);

  async function mustTeach(asking: { place: Place; person: Person; locale: string }): Promise<void> {
    if (!(await teaches(asking))) throw new RequestError('teachers-only', say(asking.locale, 'error.teachers-only'));
  }

  /** The battle that was named, or the only open one of the channel, at first among those that are the person's. */
  async function meant({ options, place, locale }: Invocation, theirs: (battle: Battle) => boolean): Promise<string> {
    const named = textOption(options, 'battle');
    if (named !== undefined) return named;
    const here = (await battles.open(place)).filter((battle) => battle.place.channel === place.channel);
    const [only, another] = here.some(theirs) ? here.filter(theirs) : here;
    if (another) throw new RequestError('which-battle', say(locale, 'error.which-battle'));
    if (!only) throw new RequestError('no-such-battle', say(locale, 'error.no-such-battle'));
    return only.id;
  }

  async function teach(invocation: Invocation, signal: AbortSignal): Promise<void> {
    await mustTeach(invocation);
    const { place, person, locale, reply, action } = invocation;
    const id = await meant(invocation, () => true);
    if (action === 'close') await battles.close(place, id, person, signal);
    else if (action === 'cancel') await battles.cancel(place, id, person);
    else await battles.hide(place, id, false, signal);
    await reply.whisper({ text: say(locale, 'battle.done') });
  }

  /** For whoever called the battle, and for teachers. To show a tally again is theirs alone: they may have hidden it. */
  async function hideTally(invocation: Invocation, signal: AbortSignal): Promise<void> {
    const { place, person, locale, reply } = invocation;
    const teacher = await teaches(invocation);
    const theirs = ({ calledBy }: Battle) => teacher || calledBy?.id === person.id;
    const { value: battle } = await battles.find(place, await meant(invocation, theirs));
    if (!theirs(battle)) throw new RequestError('callers-only', say(locale, 'error.callers-only'));
    await battles.hide(place, battle.id, true, signal);
    await reply.whisper({ text: say(locale, 'battle.done') });
  }

  return {
    definition: {
      name: 'battle',
      names: { de: 'wettstreit', fr: 'joute', es: 'duelo' },
      ...phrase('battle.description'),
      options: {},
      actions,
    },

    read: (words, name = 'start') => {
      const action = actions[Object.hasOwn(actions, name) ? name : 'start'] as ActionDefinition;
      return readLongValues(action, words, name === 'start' || name === 'teams' ? 'topic' : 'battle', reachOfName);
    },

    async run(invocation, signal) {
      const { place, locale, reply, action, options } = invocation;
      switch (action) {
        case 'start':
          return start(invocation, signal);
        case 'teams':
          await battles.call({ ...termsOf(invocation), topic: textOption(options, 'topic')?.trim() ?? '' }, signal);
          return reply.whisper({ text: say(locale, 'battle.called') });
        case 'join':
          return join(invocation, signal);
        case 'results': {
          const live = await reply.open({ text: resultsText(await battles.results(place), locale) });
          return live.finish({ text: resultsText(await battles.results(place), locale) });
        }
        case 'hide':
          return hideTally(invocation, signal);
        default:
          return teach(invocation, signal);
      }
    },

    async press(press: Press, signal) {
      const { place, person, locale, reply, button, arrival } = press;
      const [, what = '', id = '', side] = button.split(':');
      const chosen: SideName = side === 'b' ? 'b' : 'a';
      switch (what) {
        case 'vote':
          await battles.vote(place, id, { voter: person, side: chosen, arrival }, signal);
          return reply.whisper({ text: say(locale, 'battle.voted', { side: letter(chosen) }) });
        case 'join': {
          const { value: battle } = await battles.find(place, id);
          if (await reply.form(joinForm(battle, chosen, locale))) return;
          return reply.whisper({ text: say(locale, 'battle.form.instead', { id, side: chosen }) });
        }
        case 'close':
          await mustTeach(press);
          await battles.close(place, id, person, signal);
          return reply.whisper({ text: say(locale, 'battle.done') });
        default:
          throw new RequestError('unknown-command', say(locale, 'error.unknown-command'));
      }
    },
  };
}

const styleOrSurprise = (words: string) => (words.toLowerCase() === surprise ? surprise : styleNamed(words));
const takesStyle: ReadonlySet<string> = new Set(['first', 'second', 'style']);

/** How many words name a style or a voice: `second:rap battle autumn rain`. */
function reachOfName(option: string, following: readonly string[]): number {
  const knows = option.endsWith('voice') ? voiceNamed : takesStyle.has(option) ? styleOrSurprise : undefined;
  if (!knows) return following.length;
  for (let length = following.length; length > 0; length -= 1)
    if (knows(following.slice(0, length).join(' ')) !== undefined) return length;
  return following.length;
}

type Named = NonNullable<Battle['calledBy']>;

/** A draft's form. The battle and the side are fixed choices, so that they come back with it. */
function joinForm({ id, topic: about }: Battle, side: SideName, locale: string): Form {
  const fixed = (field: string, label: string, value: string, shown: string) =>
    ({
      id: field,
      label,
      kind: 'choice',
      value,
      required: true,
      choices: [{ value, label: shortened(shown, 75) }],
    }) as const;
  return {
    title: say(locale, 'battle.form.title'),
    command: 'battle join',
    submit: say(locale, 'battle.form.submit'),
    fields: [
      { id: 'draft', label: say(locale, 'battle.option.draft'), kind: 'paragraph', required: true, max: 4_000 },
      {
        id: 'style',
        label: say(locale, 'battle.option.style'),
        kind: 'choice',
        required: true,
        choices: styleChoices.slice(0, 25),
      },
      fixed('battle', say(locale, 'battle.form.battle'), id, about),
      fixed('side', say(locale, 'battle.form.side'), side, letter(side)),
    ],
  };
}

/** The leaderboard of styles, and of who called the battles. */
function resultsText({ battles, votes, styles: standings, callers }: Results, locale: string): string {
  if (battles === 0) return say(locale, 'battle.results.none');
  const nameOf = (style: string) => styles.find(({ id }) => id === style)?.name ?? style;
  return [
    say(locale, 'battle.results.title', { battles, votes }),
    ...standings.slice(0, 15).map((one) => say(locale, 'battle.results.style', { ...one, style: nameOf(one.style) })),
    '',
    say(locale, 'battle.results.callers'),
    ...callers
      .slice(0, 10)
      .map(({ name, battles: called }) =>
        say(locale, 'battle.results.caller', { name: shortened(name, 60), battles: called }),
      ),
  ].join('\n');
}

/** Six letters and digits that are not mistaken for each other. */
function newName(random: () => number): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 6 }, () => signs[Math.floor(random() * signs.length)]).join('');
}
