/** Drafts with names, numbers and dates: does a poem say any that the draft lacks? Judged apart from the engine's guard. */
import { SeededRandom } from '../../src/diffusion/random.ts';
import { type Lexicon, tokeniseLine } from '../../src/poetics/index.ts';
import { type Bench, inForm } from './draw.ts';
import { dates, names, numbers, some, things } from './everyday.ts';

const styles = ['haiku', 'limerick', 'quatrains', 'ballad', 'tanka', 'heroic-couplets'];

export interface FactFigures {
  readonly drafts: number;
  readonly inForm: number;
  /** Drafts whose poem says a name, a number or a date of its own. */
  readonly invented: number;
  readonly claims: number;
  readonly kept: number;
}

export async function measureFacts({ draw, atelier }: Bench, count: number, steps: number): Promise<FactFigures> {
  const random = new SeededRandom(17).next;
  const figures = { drafts: 0, inForm: 0, invented: 0, claims: 0, kept: 0 };
  for (let number = 0; number < count; number++) {
    const [who, who2] = some(names, 2, random);
    const [many] = some(numbers, 1, random);
    const [when] = some(dates, 1, random);
    const [what, what2] = some(things, 2, random);
    const draft = `${who} brings ${many} ${what} ${when}\n${who2} forgot the ${what2}`;
    const poem = await draw({ topic: what!, style: styles[number % styles.length]!, draft, steps, seed: number });
    figures.drafts++;
    if (inForm(poem)) figures.inForm++;
    const foreign = foreignWords(poem.text, draft, atelier.vocabulary.lexicon);
    if (foreign.length > 0 || poem.facts?.claims.length) {
      figures.invented++;
      console.log('invented', foreign, poem.facts?.claims, '|', draft, '|', poem.text);
    }
    figures.kept += poem.facts?.kept.length ?? 0;
    figures.claims += 2 + 1 + 1;
  }
  return figures;
}

const numberish =
  /^(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)(?:teen|ty)|twenty|hundred|thousand|million|dozen|first|second|third|\w+(?:teenth|tieth)|\d\w*)s?$/;
const calendar = /^(?:january|february|march|april|may|june|july|august|september|october|november|december|\w+day)s?$/;

/** Words of the poem that look like a claim and that the draft does not have. */
function foreignWords(text: string, draft: string, lexicon: Lexicon): string[] {
  const own = new Set(`${draft} ${spoken(draft)}`.toLowerCase().match(/[a-z0-9']+/g));
  return text.split('\n').flatMap((line) => {
    const { words, spans } = tokeniseLine(line);
    return words.filter((word, at) => {
      const printed = line.slice(...spans[at]!);
      const id = lexicon.id(word);
      const name = at > 0 && /^[A-Z]/.test(printed) && !/^(?:I|I'\w+|O)$/.test(printed);
      const flagged = id !== undefined && lexicon.isName(id);
      const claim = name || flagged || numberish.test(word) || (calendar.test(word) && word !== 'today');
      return claim && !own.has(word) && !own.has(word.replace(/'s?$/, ''));
    });
  });
}

/** The numerals of this list in words, written out by hand, so that the check owes nothing to the engine. */
function spoken(draft: string): string {
  const table: Readonly<Record<string, string>> = {
    ...{ '2': 'two', '3': 'three', '7': 'seven', '12': 'twelve', '15': 'fifteen', '42': 'forty two' },
    ...{
      '99': 'ninety nine',
      '250': 'two hundred fifty',
      '1984': 'nineteen eighty four',
      '2025': 'twenty twenty five',
    },
    ...{ '3rd': 'third', '21st': 'twenty first' },
  };
  return (draft.match(/\d\w*/g) ?? []).map((numeral) => table[numeral] ?? '').join(' ');
}
