/** A small plot as SVG text: panels of one curve each, every one on its own scale, readable in light and dark. */

export interface Panel {
  /** What is measured, and its unit. */
  readonly name: string;
  /** What the labels along the x axis are. */
  readonly axis: string;
  /** The labels along the x axis, evenly spaced; one a value. */
  readonly places: readonly (number | string)[];
  readonly values: readonly number[];
  /** Digits after the point of the values' labels. */
  readonly digits: number;
}

const width = 560;
const panelHeight = 178;
const inset = { left: 20, right: 20, first: 50 };

export function plot(title: string, panels: readonly Panel[]): string {
  const height = 40 + panels.length * panelHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#444}path{fill:none;stroke:#4a6fa5;stroke-width:2}circle{fill:#4a6fa5}line{stroke:#999;stroke-width:.5}@media(prefers-color-scheme:dark){text{fill:#ccc}path{stroke:#8fb3e8}circle{fill:#8fb3e8}}</style>',
    `<text x="${inset.left}" y="20" style="font-weight:600">${escaped(title)}</text>`,
    ...panels.map((panel, number) => panelOf(panel, 34 + number * panelHeight)),
    '</svg>',
    '',
  ].join('\n');
}

function panelOf({ name, axis, places, values, digits }: Panel, top: number): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const span = most - least || 1;
  const room = width - inset.left - inset.right - 60;
  const x = (at: number) => inset.first + (at * room) / Math.max(1, places.length - 1);
  const y = (value: number) => top + 44 + ((most - value) / span) * 70;
  const path = values.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join(' ');
  const base = top + 126;
  return [
    text(inset.left, top + 14, name, 'start'),
    `<line x1="${inset.left}" x2="${width - inset.right}" y1="${base}" y2="${base}"/>`,
    `<path d="${path}"/>`,
    ...values.flatMap((value, at) => [
      `<circle cx="${x(at).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3"/>`,
      text(x(at), y(value) - 8, value.toFixed(digits), 'middle'),
      text(x(at), base + 16, `${places[at]}`, 'middle'),
    ]),
    text(width / 2, base + 34, axis, 'middle'),
  ].join('\n');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
