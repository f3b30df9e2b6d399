/** Modal dialogs: forms that commands open, a command's options as a form, and one's own profile. */
import { Refused } from './connection.js';
import { byId, element, icon } from './element.js';
import { chooseTheme, chosenTheme } from './theme.js';

/**
 * Asks for fields in a dialog, and closes when they were accepted.
 *
 * @param {{ title: string, submit: string, fields: any[] }} form  as in the adapter contract
 * @param {(values: Record<string, string>) => Promise<void>} accept  a refusal keeps the dialog open with its sentence
 * @param {() => void} [cancelled]
 */
export function askForm(form, accept, cancelled = () => {}) {
  const inputs = form.fields.map((field, index) => ({ field, ...labelled(field, index) }));
  const values = () => Object.fromEntries(inputs.map(({ field, input }) => [field.id, input.value]));
  return openDialog(
    form.title,
    form.submit,
    inputs.map(({ row }) => row),
    () => accept(values()),
    cancelled,
  );
}

/** A form field per option of a command, filled in as far as the line says. */
export function fieldsOf(options, given, completions) {
  return options.map((option) => ({
    id: option.name,
    label: option.name,
    help: option.description,
    required: option.required,
    value: given[option.name] ?? '',
    ...fieldKind(option, completions[option.name]),
  }));
}

function fieldKind(option, completions) {
  if (option.kind === 'flag')
    return { kind: 'choice', choices: ['on', 'off'].map((value) => ({ value, label: value })) };
  if (option.kind === 'choice') return { kind: 'choice', choices: option.choices };
  if (option.kind === 'integer' || option.kind === 'number') {
    return { kind: 'number', min: option.min, most: option.max, whole: option.kind === 'integer' };
  }
  return { kind: (option.max ?? 0) > 500 ? 'paragraph' : 'line', max: option.max, suggestions: completions };
}

/** The dialog in which people say who they are. */
export function askProfile(me, teacherRule, accept) {
  const name = labelled({ id: 'name', kind: 'line', label: 'Your name', value: me.name, max: 32, required: true }, 0);
  const teacher = element('input', {
    type: 'checkbox',
    id: 'field-teacher',
    ...(me.managesSpace && { checked: true }),
  });
  const teacherRow = element(
    'label.check',
    {},
    teacher,
    element(
      'span',
      {},
      'I am a teacher here',
      element('small', {}, 'Teachers manage settings, daily verses and battles.'),
    ),
  );
  const code = labelled({ id: 'code', kind: 'line', label: 'Teacher code', value: '', max: 200 }, 1);
  const theme = labelled(
    { id: 'theme', kind: 'choice', label: 'Look', value: chosenTheme(), required: true, choices: themes },
    2,
  );
  theme.input.addEventListener('change', () => chooseTheme(theme.input.value));
  const rows = [name.row, teacherRule !== 'nobody' && teacherRow, teacherRule === 'code' && code.row, theme.row].filter(
    Boolean,
  );
  return openDialog('You in this channel', 'Save', rows, () =>
    accept({
      name: name.input.value,
      ...(teacherRule === 'nobody' ? {} : { teacher: teacher.checked }),
      ...(teacherRule === 'code' && code.input.value !== '' ? { code: code.input.value } : {}),
    }),
  );
}

const themes = [
  { value: 'system', label: 'Like the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

function openDialog(title, submit, rows, accept, cancelled = () => {}) {
  byId('dialog')?.remove();
  const problem = element('p.problem', { role: 'alert', hidden: true });
  const close = element(
    'button.icon-button.dialog-close',
    { type: 'button', 'aria-label': 'Close', onclick: () => dialog.close() },
    icon('close'),
  );
  const form = element(
    'form',
    {},
    element('h2', { id: 'dialog-title' }, title),
    close,
    element('div.fields', {}, ...rows),
    problem,
    element(
      'div.dialog-actions',
      {},
      element('button.button.plain', { type: 'button', onclick: () => dialog.close() }, 'Cancel'),
      element('button.button.primary', { type: 'submit' }, submit),
    ),
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    element('dialog', { id: 'dialog', 'aria-labelledby': 'dialog-title' }, form)
  );
  let accepted = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await accept();
      accepted = true;
      dialog.close();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (!accepted) cancelled();
  });
  document.body.append(dialog);
  dialog.showModal();
  form.querySelector('input, textarea, select')?.focus();
}

/** A field with its label; `row` holds both. */
function labelled(field, index) {
  const id = `field-${index}-${field.id}`;
  const input = inputFor(field, id);
  const list = field.suggestions?.length
    ? element(
        'datalist',
        { id: `${id}-list` },
        ...field.suggestions.map(({ value, label }) => element('option', { value }, label)),
      )
    : undefined;
  if (list !== undefined) input.setAttribute('list', list.id);
  const name = element(
    'span.field-name',
    {},
    field.label,
    field.required && !field.value && element('span.needed', { 'aria-hidden': 'true' }, ' *'),
  );
  const help = field.help ? element('small', { id: `${id}-help` }, field.help) : undefined;
  if (help !== undefined) input.setAttribute('aria-describedby', help.id);
  return { input, row: element('div.field', {}, element('label', { for: id }, name), help, input, list) };
}

function inputFor({ kind, value = '', required = false, max, min, most, whole, choices }, id) {
  if (kind === 'choice') {
    const empty = required && value !== '' ? [] : [element('option', { value: '' }, '—')];
    const all = choices.map((choice) =>
      element('option', { value: choice.value, selected: choice.value === value }, choice.label),
    );
    return element('select', { id, required }, ...empty, ...all);
  }
  if (kind === 'paragraph') return element('textarea', { id, required, maxlength: max, rows: 5 }, value);
  if (kind === 'number')
    return element('input', { id, type: 'number', required, value, min, max: most, step: whole ? 1 : 'any' });
  return element('input', { id, type: 'text', required, maxlength: max, value, autocomplete: 'off' });
}
