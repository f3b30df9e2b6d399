/** Reads what a person gave as options: checks it against a command's definition, in the person's language. */
import { RequestError } from '../src/errors.ts';
import type { OptionValue } from '../src/platforms/contract.ts';
import type { ActionDefinition, OptionDefinition } from './command.ts';
import { say } from './languages/index.ts';

type Options = Readonly<Record<string, OptionValue>>;

const yes = new Set(['true', 'yes', 'on', '1', 'ja', 'oui', 'sí', 'si']);
const no = new Set(['false', 'no', 'off', '0', 'nein', 'non']);

/**
 * Options as their definition wants them: numbers as numbers, flags as flags; empty ones left out.
 * Platforms check most of this themselves, but words typed in Slack and the fields of a form come as plain text.
 *
 * @throws {RequestError} `missing-option`, `unknown-option`, `option-number`, `option-length`, …
 */
export function readOptions(definition: ActionDefinition, given: Options, locale: string): Options {
  const read: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(given)) {
    const option = Object.hasOwn(definition.options, name) ? definition.options[name] : undefined;
    if (option === undefined) throw refusal('unknown-option', locale, { option: name.slice(0, 40) });
    if (typeof value === 'string' && value.trim() === '') continue;
    read[name] = readOption(name, option, value, locale);
  }
  for (const [name, option] of Object.entries(definition.options)) {
    if (option.required && read[name] === undefined) throw refusal('missing-option', locale, { option: name });
  }
  return read;
}

function readOption(name: string, option: OptionDefinition, value: OptionValue, locale: string): OptionValue {
  switch (option.kind) {
    case 'integer':
    case 'number': {
      const { min, max } = option;
      const number = typeof value === 'number' ? value : Number(String(value).trim().replace(',', '.'));
      const sound = option.kind === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
      if (!sound || number < min || number > max)
        throw refusal(`option-${option.kind}`, locale, { option: name, min, max });
      return number;
    }
    case 'flag': {
      const word = String(value).trim().toLowerCase();
      if (!yes.has(word) && !no.has(word)) throw refusal('option-flag', locale, { option: name });
      return yes.has(word);
    }
    case 'choice': {
      const word = String(value).trim().toLowerCase();
      const choice = option.choices.find((one) => one.value.toLowerCase() === word || one.label.toLowerCase() === word);
      if (choice === undefined) {
        const choices = option.choices.map((one) => one.value).join(', ');
        throw refusal('option-choice', locale, { option: name, choices });
      }
      return choice.value;
    }
    case 'text':
    case 'completed': {
      const text = String(value);
      if (text.length > option.max) throw refusal('option-length', locale, { option: name, max: option.max });
      return text;
    }
    case 'channel':
    case 'role':
    case 'person':
      return value;
  }
}

function refusal(
  code:
    | 'missing-option'
    | 'unknown-option'
    | 'option-number'
    | 'option-integer'
    | 'option-length'
    | 'option-choice'
    | 'option-flag',
  locale: string,
  values: Readonly<Record<string, string | number>>,
): RequestError {
  return new RequestError(code, say(locale, `error.${code}`, values));
}

/**
 * The general way to read typed words: `name:value` or `name=value` (quotes keep spaces) for known options,
 * and what is left over is the first text option.
 */
export function readWords(definition: ActionDefinition, words: string): Options {
  const options: Record<string, OptionValue> = {};
  const free = words.replaceAll(
    /(^|\s)(\p{L}[\p{L}\p{N}-]*)\s?[:=]\s*("([^"]*)"|“([^”]*)”|\S+)/gu,
    (whole, _space: string, name: string, plain: string, quoted?: string, curly?: string) => {
      const key = name.toLowerCase();
      if (!Object.hasOwn(definition.options, key)) return whole;
      options[key] = quoted ?? curly ?? plain;
      return ' ';
    },
  );
  const rest = free.replaceAll(/\s+/g, ' ').trim();
  const unset = Object.entries(definition.options).filter(([name]) => options[name] === undefined);
  const first = unset.find(([, option]) => option.kind === 'text') ?? unset[0];
  if (rest !== '' && first !== undefined) options[first[0]] = rest;
  return options;
}
