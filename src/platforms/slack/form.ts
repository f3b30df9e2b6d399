/** Forms as Slack's modals, and their submissions as options. */
import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { Form, FormField, OptionValue } from '../contract.ts';
import { optionOf } from './blocks.ts';
import { cutEscaped, oneLine } from './text.ts';

const prefix = 'form:';

const plain = (text: string, most: number) => ({
  type: 'plain_text' as const,
  text: cutEscaped(oneLine(text), most) || '–',
  emoji: false,
});

/** @param channel where the answer to the submission goes: a submission itself names no channel */
export function modalOf(form: Form, channel: string): ModalView {
  return {
    type: 'modal',
    callback_id: `${prefix}${form.command}`,
    private_metadata: JSON.stringify({ channel }),
    title: plain(form.title, 24),
    submit: plain(form.submit, 24),
    blocks: form.fields.slice(0, 100).map(inputOf) as KnownBlock[],
  };
}

function inputOf(field: FormField): InputBlock {
  return {
    type: 'input',
    block_id: field.id,
    label: plain(field.label, 2000),
    optional: !(field.required ?? false),
    element: elementOf(field),
  };
}

function elementOf({ id, kind, choices = [], value, max }: FormField): InputBlock['element'] {
  if (kind === 'choice') {
    const options = choices.slice(0, 100).map(optionOf);
    const chosen = options.find((option) => option.value === value);
    return {
      type: 'static_select',
      action_id: id,
      options,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    };
  }
  const most = Math.min(max ?? 3000, 3000);
  return {
    type: 'plain_text_input',
    action_id: id,
    multiline: kind === 'paragraph',
    max_length: most,
    ...(value === undefined || value === '' ? {} : { initial_value: value.slice(0, most) }),
  };
}

/** As Slack sends it with a `view_submission`. */
export interface SubmittedView {
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly state: {
    readonly values: Readonly<
      Record<
        string,
        Readonly<
          Record<
            string,
            { readonly value?: string | null; readonly selected_option?: { readonly value: string } | null }
          >
        >
      >
    >;
  };
}

export function submissionOf(view: SubmittedView): {
  readonly command: string;
  readonly action?: string;
  readonly channel: string;
  readonly options: Readonly<Record<string, OptionValue>>;
} {
  const [command = '', action] = view.callback_id.slice(prefix.length).split(' ');
  const options: Record<string, OptionValue> = {};
  for (const inputs of Object.values(view.state.values)) {
    for (const [id, { value, selected_option: selected }] of Object.entries(inputs)) {
      const given = selected?.value ?? value;
      if (given !== undefined && given !== null && given !== '') options[id] = given;
    }
  }
  const { channel } = JSON.parse(view.private_metadata) as { channel: string };
  return { command, ...(action === undefined ? {} : { action }), channel, options };
}
