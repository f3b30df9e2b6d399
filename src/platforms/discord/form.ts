/** Forms as Discord's modals, and their submissions as options. */
import {
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmission,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Form, FormField, OptionValue } from '../contract.ts';
import { cut } from './content.ts';
import { oneLine } from './markdown.ts';

/** A modal has room for five fields; a form names its most useful ones first. */
const fieldsAtMost = 5;
const prefix = 'form:';

export function modalOf(form: Form): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `${prefix}${form.command}`,
    title: cut(oneLine(form.title), 45),
    components: form.fields.slice(0, fieldsAtMost).map((field) => ({
      type: ComponentType.Label,
      label: cut(oneLine(field.label), 45),
      component: inputOf(field),
    })) as APIModalInteractionResponseCallbackData['components'],
  };
}

function inputOf({ id, kind, choices = [], value, required = false, max }: FormField) {
  if (kind === 'choice') {
    const options = choices.slice(0, 25).map((choice) => ({
      value: choice.value,
      label: cut(oneLine(choice.label), 100),
      default: choice.value === value,
    }));
    return { type: ComponentType.StringSelect, custom_id: id, options, required, min_values: required ? 1 : 0 };
  }
  const most = Math.min(max ?? 4000, 4000);
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: kind === 'paragraph' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required,
    max_length: most,
    ...(value === undefined || value === '' ? {} : { value: value.slice(0, most) }),
  };
}

/** The command that a submitted modal belongs to, with its subcommand, and the fields that were filled in. */
export function submissionOf(data: APIModalSubmission): {
  readonly command: string;
  readonly action?: string;
  readonly options: Readonly<Record<string, OptionValue>>;
} {
  const [command = '', action] = data.custom_id.slice(prefix.length).split(' ');
  const options: Record<string, OptionValue> = {};
  for (const row of data.components) {
    const inputs = 'component' in row ? [row.component] : 'components' in row ? row.components : [];
    for (const input of inputs) {
      const value = 'values' in input ? input.values[0] : input.value;
      if (value !== undefined && value !== null && value !== '') options[input.custom_id] = value;
    }
  }
  return { command, ...(action === undefined ? {} : { action }), options };
}
