/** A small plot as SVG text: curves over a few named places, each on its own scale, readable in light and dark. */

export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
  /** Digits after the point of its labels. */
  readonly digits: number;
}

const panel = { width: 560, height: 120, left: 20, right: 20, top: 34 };

/** @param places the labels along the x axis, evenly spaced */
export function plot(title: string, axis: string, places: readonly number[], curves: readonly Curve[]): string {
  const height = 40 + curves.length * (panel.height + panel.top) + 30;
  const x = (at: number) =>
    panel.left + 30 + (at * (panel.width - panel.left - panel.right - 60)) / (places.length - 1);
  const panels = curves.map((curve, number) => panelOf(curve, 40 + number * (panel.height + panel.top), x));
  const labels = places.map((place, at) => text(x(at), height - 26, `${place}`, 'middle'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panel.width} ${height}" width="${panel.width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#444}path{fill:none;stroke:#4a6fa5;stroke-width:2}circle{fill:#4a6fa5}line{stroke:#999;stroke-width:.5}@media(prefers-color-scheme:dark){text{fill:#ccc}path{stroke:#8fb3e8}circle{fill:#8fb3e8}}</style>',
    `<text x="${panel.left}" y="20" style="font-weight:600">${escaped(title)}</text>`,
    ...panels,
    ...labels,
    text(panel.width / 2, height - 8, axis, 'middle'),
    '</svg>',
    '',
  ].join('\n');
}

function panelOf({ name, values, digits }: Curve, top: number, x: (at: number) => number): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const span = most - least || 1;
  const y = (value: number) => top + panel.top + 20 + ((most - value) / span) * (panel.height - 50);
  const path = values.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join(' ');
  const base = top + panel.height + 14;
  return [
    text(panel.left, top + 14, name, 'start'),
    `<line x1="${panel.left}" x2="${panel.width - panel.right}" y1="${base}" y2="${base}"/>`,
    `<path d="${path}"/>`,
    ...values.flatMap((value, at) => [
      `<circle cx="${x(at).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3"/>`,
      text(x(at), y(value) - 8, value.toFixed(digits), 'middle'),
    ]),
  ].join('\n');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
