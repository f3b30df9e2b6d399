/** A poem coming into focus in place on a terminal. */
import { stripVTControlCharacters } from 'node:util';
import type { Frame, Poem, PrintedLine, Queued } from '../../poem.ts';

/** A terminal as the animation needs it. */
export interface Terminal {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
  /** Whether it may be given colours. */
  readonly colours: boolean;
}

/** Begins a terminal's control sequence. */
const csi = '\u001b[';
const hideCursor = `${csi}?25l`;
const showCursor = `${csi}?25h`;
const plain = `${csi}0m`;
/** From noise to nearly settled: dimmer greys first. */
const shades = [`${csi}2;90m`, `${csi}90m`, `${csi}2m`] as const;

export class Animation {
  readonly #terminal: Terminal;
  /** Rows that the last picture takes, from the cursor's row up. */
  #rowsAbove = 0;
  #begun = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: Queued | Frame): void {
    if (event.type === 'queued') {
      const { ahead } = event;
      this.#draw([
        ahead === 0 ? 'The ink is being mixed…' : `Waiting: ${ahead} ${ahead === 1 ? 'poem' : 'poems'} before yours.`,
      ]);
      return;
    }
    const poem = this.#poemRows(event.stanzas);
    const status = this.#paint(`${csi}2m`, `${bar(event.settled)} step ${event.step} of ${event.steps}`);
    // A poem taller than the window would scroll with every frame: until it is done only its progress shows.
    const fits = this.#height([...poem, '', status]) < this.#terminal.rows;
    this.#draw(fits ? [...poem, '', status] : [status]);
  }

  finish(poem: Poem): void {
    const notes = [`seed ${poem.seed}`, `${poem.steps} steps`];
    if (poem.leftOut !== undefined && poem.leftOut.length > 0) notes.push(`left out: ${poem.leftOut.join(', ')}`);
    this.#draw([...poem.text.split('\n'), '', this.#paint(`${csi}2m`, notes.join(' · '))]);
    this.end();
  }

  /** Leaves the terminal as it was found; what stands there stays. */
  end(): void {
    if (!this.#begun) return;
    this.#terminal.write(`\n${showCursor}`);
    this.#begun = false;
  }

  #poemRows(stanzas: readonly (readonly PrintedLine[])[]): string[] {
    const rows = stanzas.map((stanza) => stanza.map((line) => line.map((word) => this.#word(word)).join(' ')));
    return rows.flatMap((stanza, index) => (index === 0 ? stanza : ['', ...stanza]));
  }

  #word({ text, certainty }: PrintedLine[number]): string {
    if (certainty >= 1) return text;
    return this.#paint(shades[Math.min(2, Math.floor(Math.max(0, certainty) * 3))]!, text);
  }

  #paint(style: string, text: string): string {
    return this.#terminal.colours ? `${style}${text}${plain}` : text;
  }

  /** Replaces the last picture, without the flicker of an empty screen between the two. */
  #draw(rows: readonly string[]): void {
    const back = this.#rowsAbove > 0 ? `\r${csi}${this.#rowsAbove}A` : '\r';
    const cleared = rows.map((row) => `${row}${csi}K`).join('\n');
    this.#terminal.write(`${this.#begun ? back : hideCursor}${cleared}${csi}J`);
    this.#begun = true;
    this.#rowsAbove = this.#height(rows) - 1;
  }

  #height(rows: readonly string[]): number {
    const width = Math.max(1, this.#terminal.columns);
    return rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(columnsOf(row) / width)), 0);
  }
}

function columnsOf(row: string): number {
  return Array.from(stripVTControlCharacters(row)).length;
}

function bar(share: number): string {
  const width = 16;
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '━'.repeat(full) + '┄'.repeat(width - full);
}
