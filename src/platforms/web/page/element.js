/** Builds elements. Text only ever becomes text nodes, so nothing that anybody typed is read as markup. */

/**
 * @param {string} tag  an element's name, with classes after dots: `button.primary`
 * @param {Record<string, unknown>} [properties]  attributes, `on…` listeners, and `dataset`
 * @param {...(Node | string | undefined | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const built = document.createElement(name);
  if (classes.length > 0) built.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith('on')) built.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (key === 'dataset') Object.assign(built.dataset, value);
    else built.setAttribute(key, value === true ? '' : String(value));
  }
  built.append(...children.filter((child) => child !== undefined && child !== false));
  return built;
}

/** @param {string} id */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

const paths = {
  copy: 'M9 9h10v12H9zM5 15H4V3h11v2',
  check: 'M4 12l5 6L20 6',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6',
  close: 'M6 6l12 12M18 6L6 18',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  chevron: 'M7 10l5 5 5-5',
  form: 'M4 5h16v14H4zM8 10h8M8 14h5',
};

/**
 * A line drawing that screen readers pass over.
 *
 * @param {keyof typeof paths} name
 */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(namespace, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.classList.add('icon');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  drawing.append(path);
  return drawing;
}

/** Somebody's initial on a colour of their own. */
export function avatar({ id, name, kind = 'person' }) {
  if (kind === 'bot') return element('span.avatar.bot', { 'aria-hidden': 'true' });
  const face = element('span.avatar', { 'aria-hidden': 'true' }, Array.from(name)[0]?.toUpperCase() ?? '?');
  let hue = 0;
  for (const letter of id) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
  face.style.setProperty('--hue', String(hue));
  return face;
}
