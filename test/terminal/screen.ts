/** A terminal's screen, as far as the animation uses one: what somebody would see after all that was written. */
import type { Terminal } from '../../src/platforms/terminal/index.ts';

export class Screen implements Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colours = true;
  cursorHidden = false;
  /** The picture after each write, one string a row. */
  readonly pictures: string[][] = [];
  #rows: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    for (const [token, parameters, command] of text.matchAll(/\u001b\[([?\d;]*)([A-Za-z])|[\s\S]/gu)) {
      if (command !== undefined) this.#control(parameters ?? '', command);
      else if (token === '\n') this.#newLine();
      else if (token === '\r') this.#column = 0;
      else this.#print(token);
    }
    this.pictures.push(this.picture());
  }

  picture(): string[] {
    const rows = this.#rows.map((row) =>
      Array.from(row, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  #print(character: string): void {
    if (this.#column === this.columns) this.#newLine();
    this.#rows[this.#row]![this.#column] = character;
    this.#column += 1;
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#rows[this.#row] ??= [];
  }

  #control(parameters: string, command: string): void {
    if (command === 'A') this.#row = Math.max(0, this.#row - Number(parameters || 1));
    else if (command === 'K') this.#rows[this.#row]!.length = this.#column;
    else if (command === 'J') {
      this.#rows[this.#row]!.length = this.#column;
      this.#rows.length = this.#row + 1;
    } else if (parameters === '?25') this.cursorHidden = command === 'l';
  }
}
