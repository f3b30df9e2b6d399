/** Buttons and menus under a message. */
import { element, icon } from './element.js';

/**
 * @param {{ buttons?: object[], menus?: object[] }} content
 * @param {(id: string, values: string[]) => Promise<void>} press
 */
export function controls(content, press) {
  const row = element('div.controls');
  for (const button of content.buttons ?? []) row.append(pressable(button, press));
  for (const menu of content.menus ?? []) row.append((menu.atMost ?? 1) > 1 ? manyOf(menu, press) : oneOf(menu, press));
  return row;
}

function pressable({ id, label, look = 'plain', disabled = false }, press) {
  const button = element(`button.button.${look}`, { type: 'button', disabled, dataset: { control: id } }, label);
  button.addEventListener('click', () => busyWhile(button, () => press(id, [])));
  return button;
}

/** A menu of which one entry is chosen. */
function oneOf({ id, placeholder, choices }, press) {
  const select = element(
    'select.menu',
    { 'aria-label': placeholder, dataset: { control: id } },
    element('option', { value: '' }, placeholder),
    ...choices.map(({ value, label }) => element('option', { value }, label)),
  );
  select.addEventListener('change', () => {
    const { value } = select;
    if (value !== '')
      busyWhile(select, () => press(id, [value])).then(() => {
        select.value = '';
      });
  });
  return select;
}

/** A menu of which several entries are ticked, then sent together. */
function manyOf({ id, placeholder, choices, atMost }, press) {
  const boxes = choices.map(({ value }) => element('input', { type: 'checkbox', value }));
  const send = element('button.button.primary', { type: 'button', disabled: true }, 'Apply');
  const list = element(
    'fieldset.menu-list',
    {},
    element('legend.visually-hidden', {}, placeholder),
    ...choices.map(({ label }, index) => element('label', {}, boxes[index], element('span', {}, label))),
    send,
  );
  const menu = element(
    'details.menu-many',
    { dataset: { control: id } },
    element('summary.menu', {}, placeholder, icon('chevron')),
    list,
  );
  list.addEventListener('change', () => {
    const ticked = boxes.filter(({ checked }) => checked).length;
    send.toggleAttribute('disabled', ticked === 0 || ticked > atMost);
  });
  send.addEventListener('click', async () => {
    await busyWhile(send, () =>
      press(
        id,
        boxes.filter(({ checked }) => checked).map(({ value }) => value),
      ),
    );
    menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  return menu;
}

async function busyWhile(control, work) {
  control.setAttribute('aria-busy', 'true');
  try {
    await work();
  } finally {
    control.removeAttribute('aria-busy');
  }
}
