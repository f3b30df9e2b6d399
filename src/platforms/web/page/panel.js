/** A poem in a message: each word blurred by its uncertainty, sharpening as it settles. */
import { element, icon } from './element.js';

const still = window.matchMedia('(prefers-reduced-motion: reduce)');

/** The poem stands: it is not being drawn any more, and no word is uncertain. */
export function isSettled(panel) {
  return panel.progress === undefined && panel.stanzas.flat(2).every((word) => word.certainty >= 1);
}

/** The poem as plain text; stanzas are separated by an empty line. */
export function plainText(panel) {
  const line = (words) => words.map(({ text }) => text).join(' ');
  return panel.stanzas.map((stanza) => stanza.map(line).join('\n')).join('\n\n');
}

export class Panel {
  root = element('section.panel');
  #heading = element('h3.panel-heading');
  #poem = element('div.poem');
  #bar = element('div.progress', {
    role: 'progressbar',
    'aria-label': 'How far the poem is drawn',
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  });
  #footnote = element('p.footnote');
  #waiting = element('p.visually-hidden', {}, 'A poem is coming into focus.');
  #copy = element(
    'button.icon-button.copy',
    { type: 'button', title: 'Copy the poem', 'aria-label': 'Copy the poem', onclick: () => this.#copyText() },
    icon('copy'),
  );
  #panel;

  constructor() {
    this.root.append(this.#heading, this.#copy, this.#waiting, this.#poem, this.#bar, this.#footnote);
  }

  /** Shows the panel's next state. */
  show(panel) {
    const wasOpen = this.#panel !== undefined && !isSettled(this.#panel);
    this.#panel = panel;
    const settled = isSettled(panel);
    setText(this.#heading, panel.heading ?? '');
    setText(this.#footnote, panel.footnote ?? '');
    this.#heading.hidden = panel.heading === undefined;
    this.#footnote.hidden = panel.footnote === undefined;
    this.root.setAttribute('aria-label', panel.heading ?? 'Poem');
    this.root.classList.toggle('open', !settled);
    this.root.classList.toggle('just-settled', settled && wasOpen);
    // Words that still change would be read out as babble: screen readers get the poem when it stands.
    this.#poem.setAttribute('aria-hidden', String(!settled));
    this.#waiting.hidden = settled;
    this.#copy.hidden = !settled || panel.stanzas.length === 0;
    this.#showProgress(panel, settled);
    this.#showStanzas(panel.stanzas);
  }

  #showProgress(panel, settled) {
    const words = panel.stanzas.flat(2);
    const share = panel.progress ?? words.reduce((sum, word) => sum + word.certainty, 0) / Math.max(1, words.length);
    this.#bar.style.setProperty('--share', String(share));
    this.#bar.setAttribute('aria-valuenow', String(Math.round(share * 100)));
    this.#bar.classList.toggle('done', settled);
  }

  #showStanzas(stanzas) {
    resize(this.#poem, stanzas.length, () => element('p.stanza'));
    for (const [index, stanza] of stanzas.entries()) {
      const lines = this.#poem.children[index];
      resize(lines, stanza.length, () => element('span.line'));
      for (const [at, words] of stanza.entries()) showLine(lines.children[at], words);
    }
  }

  async #copyText() {
    await navigator.clipboard.writeText(plainText(this.#panel));
    this.#copy.replaceChildren(icon('check'));
    setTimeout(() => this.#copy.replaceChildren(icon('copy')), 1500);
  }
}

function showLine(line, words) {
  const spans = [...line.children];
  if (spans.length !== words.length) {
    while (spans.length > words.length) spans.pop();
    while (spans.length < words.length) spans.push(element('span.word'));
    line.replaceChildren(...spans.flatMap((span, index) => (index === 0 ? [span] : [' ', span])));
  }
  for (const [index, word] of words.entries()) showWord(spans[index], word);
}

function showWord(span, { text, certainty }) {
  if (span.textContent !== text) {
    span.textContent = text;
    if (!still.matches)
      span.animate([{ opacity: 0.15, filter: 'blur(0.4em)' }, {}], { duration: 320, easing: 'ease-out' });
  }
  span.style.setProperty('--doubt', (1 - certainty).toFixed(2));
  span.classList.toggle('settled', certainty >= 1);
}

function resize(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild.remove();
  while (parent.children.length < count) parent.append(make());
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
