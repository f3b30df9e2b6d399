/** `/settings`: what a server allows and prefers; for those who manage it. */
import { RequestError } from '../src/errors.ts';
import type { Invocation } from '../src/platforms/contract.ts';
import { findStyle, styles } from '../src/poetics/styles.ts';
import { filterLevels, type Settings, type SettingsBook, serverLanguages } from '../src/settings/index.ts';
import { type ActionDefinition, type Command, type OptionDefinition, textOption } from './command.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import { shortened } from './poem-look.ts';
import { styleNamed } from './poem-words.ts';

/** Stands for "no choice" where an option must be given. */
const none = 'none';

const phrase = (key: PhraseKey) => ({ description: say('en', key), descriptions: translationsOf(key) });

const action = (key: PhraseKey, options: Readonly<Record<string, OptionDefinition>> = {}): ActionDefinition => ({
  ...phrase(key),
  options,
  private: true,
  managersOnly: true,
});

const definition = {
  name: 'settings',
  names: { de: 'einstellungen', fr: 'réglages', es: 'ajustes' },
  ...phrase('settings.description'),
  options: {},
  private: true,
  managersOnly: true,
  actions: {
    show: action('settings.show.description'),
    channels: action('settings.channels.description', {
      allow: { kind: 'channel', ...phrase('settings.channels.allow') },
      forbid: { kind: 'channel', ...phrase('settings.channels.forbid') },
      everywhere: { kind: 'flag', ...phrase('settings.channels.everywhere') },
    }),
    roles: action('settings.roles.description', {
      allow: { kind: 'role', ...phrase('settings.roles.allow') },
      forbid: { kind: 'role', ...phrase('settings.roles.forbid') },
      everyone: { kind: 'flag', ...phrase('settings.roles.everyone') },
    }),
    teachers: action('settings.teachers.description', {
      add: { kind: 'role', ...phrase('settings.teachers.add') },
      remove: { kind: 'role', ...phrase('settings.teachers.remove') },
    }),
    quota: action('settings.quota.description', {
      poems: { kind: 'integer', min: 0, max: 1_000, required: true, ...phrase('settings.quota.poems') },
    }),
    filter: action('settings.filter.description', {
      level: {
        kind: 'choice',
        required: true,
        choices: filterLevels.map((level) => ({ value: level, label: level })),
        ...phrase('settings.filter.level'),
      },
    }),
    words: action('settings.words.description', {
      add: { kind: 'text', max: 1_000, ...phrase('settings.words.add') },
      remove: { kind: 'text', max: 1_000, ...phrase('settings.words.remove') },
    }),
    defaults: action('settings.defaults.description', {
      style: {
        kind: 'completed',
        max: 60,
        ...phrase('settings.defaults.style'),
        complete: async (typed) => {
          const wanted = typed.trim().toLowerCase();
          const offered = [{ value: none, label: none }, ...styles.map(({ id, name }) => ({ value: id, label: name }))];
          return offered.filter(({ value, label }) => value.includes(wanted) || label.toLowerCase().includes(wanted));
        },
      },
      language: {
        kind: 'choice',
        choices: [none, ...serverLanguages].map((value) => ({ value, label: languageName(value) })),
        ...phrase('settings.defaults.language'),
      },
    }),
  },
} as const satisfies Command['definition'];

/** @param book the settings of all servers */
export function createSettingsCommand(book: SettingsBook): Command {
  return {
    definition,
    async run(invocation) {
      const { place, locale, reply } = invocation;
      if (invocation.action === 'show' || invocation.action === undefined)
        return reply.whisper({ text: settingsText(await book.of(place), locale) });
      const change = changeOf(invocation);
      if (change === undefined) throw new RequestError('nothing-to-change', say(locale, 'settings.nothing'));
      const changed = await book.change(place, change);
      // In the language that has just been chosen, if one has.
      const language = changed.language ?? locale;
      await reply.whisper({ text: `${say(language, 'settings.saved')}\n\n${settingsText(changed, language)}` });
    },
  };
}

/** What an action means, as a pure change; undefined when no option was given. */
function changeOf({ action: name, options }: Invocation): ((settings: Settings) => Settings) | undefined {
  if (Object.keys(options).length === 0) return undefined;
  const text = (option: string) => textOption(options, option);
  switch (name) {
    case 'channels':
      return (settings) => ({
        ...settings,
        channels: options.everywhere === true ? [] : edited(settings.channels, text('allow'), text('forbid')),
      });
    case 'roles':
      return (settings) => ({
        ...settings,
        roles: options.everyone === true ? [] : edited(settings.roles, text('allow'), text('forbid')),
      });
    case 'teachers':
      return (settings) => ({ ...settings, teachers: edited(settings.teachers, text('add'), text('remove')) });
    case 'quota':
      return (settings) => ({ ...settings, poemsPerHour: Number(options.poems) });
    case 'filter':
      return (settings) => ({ ...settings, filter: text('level') as Settings['filter'] });
    case 'words':
      return (settings) => ({
        ...settings,
        words: editedWords(settings.words, listed(text('add')), listed(text('remove'))),
      });
    case 'defaults': {
      const style = text('style');
      const chosen = style === undefined || style === none ? undefined : findStyle(styleNamed(style) ?? style).id;
      const language = text('language');
      return ({ style: oldStyle, language: oldLanguage, ...settings }) => ({
        ...settings,
        ...present('style', style === undefined ? oldStyle : chosen),
        ...present(
          'language',
          language === undefined ? oldLanguage : serverLanguages.find((known) => known === language),
        ),
      });
    }
    default:
      return undefined;
  }
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

function edited(list: readonly string[], add: string | undefined, remove: string | undefined): readonly string[] {
  const kept = list.filter((one) => one !== remove && one !== add);
  return add === undefined ? kept : [...kept, add];
}

function editedWords(list: readonly string[], add: readonly string[], remove: readonly string[]): readonly string[] {
  const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();
  const fresh = add.filter((word) => !list.some(same(word)));
  return [...list, ...fresh].filter((word) => !remove.some(same(word)));
}

function listed(text: string | undefined): readonly string[] {
  const words = (text ?? '').split(/[,;\n]/).map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}

/** The settings in sentences. */
function settingsText(settings: Settings, locale: string): string {
  const { channels, roles, teachers, poemsPerHour, filter, words, style, language } = settings;
  return [
    say(locale, 'settings.title'),
    channels.length === 0
      ? say(locale, 'settings.now.everywhere')
      : say(locale, 'settings.now.channels', { channels: channels.map((id) => `#${id}`).join(', ') }),
    roles.length === 0
      ? say(locale, 'settings.now.everyone')
      : say(locale, 'settings.now.roles', { roles: roles.join(', ') }),
    teachers.length === 0
      ? say(locale, 'settings.now.managers')
      : say(locale, 'settings.now.teachers', { roles: teachers.join(', ') }),
    poemsPerHour === 0
      ? say(locale, 'settings.now.no-quota')
      : say(locale, 'settings.now.quota', { poems: poemsPerHour }),
    say(locale, 'settings.now.filter', { level: say(locale, `settings.level.${filter}`) }),
    say(locale, 'settings.now.words', { count: words.length, words: shortened(words.join(', '), 600) || '–' }),
    style === undefined ? say(locale, 'settings.now.any-style') : say(locale, 'settings.now.style', { style }),
    language === undefined
      ? say(locale, 'settings.now.own-language')
      : say(locale, 'settings.now.language', { language: languageName(language) }),
  ].join('\n');
}

function languageName(language: string): string {
  return language === none ? none : (new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language);
}
