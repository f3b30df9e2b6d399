/** `/restyle`: a poem or any text as the draft of a poem in another style; also run on a message of the channel. */
import { RequestError } from '../src/errors.ts';
import type { Form, Invocation, OptionValue } from '../src/platforms/contract.ts';
import { findStyle } from '../src/poetics/styles.ts';
import type { Command, CommandDefinition } from './command.ts';
import { type PhraseKey, say, translationsOf } from './languages/index.ts';
import type { PoemDrawer } from './poem.ts';
import { shortened } from './poem-look.ts';
import { readPoemWords, styleNamed } from './poem-words.ts';
import { matchingStyles, styleChoices } from './style-choices.ts';

/** Characters of a draft, as the engine takes it. */
const longestText = 4_000;

const phrase = (key: PhraseKey) => ({ description: say('en', key), descriptions: translationsOf(key) });

const definition: CommandDefinition = {
  name: 'restyle',
  names: { de: 'umdichten', fr: 'transposer', es: 'reescribir' },
  ...phrase('restyle.description'),
  options: {
    text: { kind: 'text', max: longestText, ...phrase('restyle.option.text') },
    style: { kind: 'completed', max: 60, ...phrase('restyle.option.style'), complete: matchingStyles },
    strength: { kind: 'number', min: 0, max: 1, ...phrase('restyle.option.strength') },
  },
  onMessage: { option: 'text', label: say('en', 'restyle.message'), labels: translationsOf('restyle.message') },
};

/** @param draw `/poem`'s own way to draw into a message */
export function createRestyleCommand({ draw }: { readonly draw: PoemDrawer }): Command {
  return {
    definition,
    read: readRestyleWords,

    async run(invocation: Invocation, signal) {
      const { options, locale, reply } = invocation;
      const text = String(options.text ?? '').trim();
      if (text === '' || options.style === undefined) {
        if (await reply.form(form(text, locale))) return;
        throw new RequestError('needs-text', say(locale, 'restyle.needs-text'));
      }
      const draft = shortened(text, longestText);
      const style = findStyle(styleNamed(String(options.style)) ?? String(options.style)).id;
      const strength = options.strength === undefined ? {} : { strength: Number(options.strength) };
      await draw({ topic: topicOf(draft), draft, style, ...strength }, invocation, signal);
    },
  };
}

/** The text's first words stand for what it is about. */
function topicOf(text: string): string {
  return shortened(text.replaceAll(/\s+/g, ' ').trim(), 60);
}

function form(text: string, locale: string): Form {
  const label = (key: PhraseKey) => shortened(say(locale, key), 45);
  const paragraph = { id: 'text', label: label('restyle.option.text'), kind: 'paragraph', max: longestText } as const;
  return {
    title: say(locale, 'restyle.form.title'),
    command: 'restyle',
    submit: say(locale, 'restyle.form.submit'),
    fields: [
      { id: 'style', label: label('restyle.option.style'), kind: 'choice', choices: styleChoices(), required: true },
      { ...paragraph, required: true, ...(text === '' ? {} : { value: shortened(text, longestText) }) },
    ],
  };
}

/** "/restyle limerick: …", or the text and then "as a limerick". */
function readRestyleWords(typed: string): Readonly<Record<string, OptionValue>> {
  const named = /^\s*(?:as\s+)?(?:an?\s+)?([\p{L}_ -]{3,40}?)\s*(?:[:\n]|\s-\s)/iu.exec(typed);
  const first = named ? styleNamed(named[1]!) : undefined;
  if (named && first !== undefined) return { style: first, text: typed.slice(named[0].length).trim() };
  const { topic, ...options } = readPoemWords(definition, typed);
  return topic === undefined ? options : { text: topic, ...options };
}
