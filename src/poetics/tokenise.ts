/**
 * How a printed line becomes words and one end mark; the twin of training/tokens.py, rule for rule, so that the
 * model meets at work what it met in training. Examples that both must read alike stand in test/fixtures/lines.json.
 */

/** A line as the model sees it. */
export interface TokenisedLine {
  /** Lower case, apostrophes kept, hyphens split. */
  readonly words: readonly string[];
  /** Where each word stands in the line as printed, `[start, end)`, in UTF-16 units. */
  readonly spans: readonly (readonly [number, number])[];
  /** The last mark, past closing quotes and brackets, or "<none>". */
  readonly mark: string;
}

/** Words that truly begin with an apostrophe; on any other word it is an opening quote. */
const elidedFront = new Set(
  (
    "'tis 'twas 'twere 'twill 'twould 'twixt 'mid 'midst 'mong 'mongst 'gainst 'neath 'scape 'scaped 'em 'til 'till " +
    "'cause 'bout 'round 'gan 'gin 'tween 'lone 'long 'plaining 'prentice 'larum 'tisn't 'twasn't"
  ).split(' '),
);

/** Words that truly end in an apostrophe although no s stands before it. */
const elidedBack = new Set("o' th' i' wi' an' t' a' fu' de'il ha' lo' ol' mo' po'".split(' '));

/** Spellings that only spare the printer ink: the plain word has the same sound. */
const respelt = new Map(
  Object.entries({
    "tho'": 'though',
    "altho'": 'although',
    "thro'": 'through',
    "thoro'": 'through',
    thru: 'through',
    "ev'n": "e'en",
    "shou'd": 'should',
    "wou'd": 'would',
    "cou'd": 'could',
    dont: "don't",
    stept: 'stepped',
    dropt: 'dropped',
    tost: 'tossed',
    vext: 'vexed',
    fixt: 'fixed',
    lookt: 'looked',
    kist: 'kissed',
  }),
);

/** Before 'd these are pronouns and the like ("he'd" = he had), not verbs ("look'd" = looked). */
const pronouns = new Set(
  (
    'i he she we you they it who that there thou this what how why where which one mum dad nobody somebody everyone ' +
    'someone ye'
  ).split(' '),
);

const dashes = /—|–|--+/g;
const ellipses = /…|\.\s?\.\s?\.+/g;
const wordPattern = /'?[a-z0-9]+(?:'[a-z0-9]+)*'?/g;
const joined = /\bto-(?=(?:day|night|morrow)\b)/g;

/** Text letter by letter, each with the place in the printed line that it comes from. */
interface Traced {
  readonly text: string;
  /** [text.length + 1]; the last entry is the length of the printed line. */
  readonly from: readonly number[];
}

/** Replaces matches and keeps the trace. */
function replaceTraced({ text, from }: Traced, pattern: RegExp, replacement: string): Traced {
  const parts: string[] = [];
  const trace: number[][] = [];
  let last = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(last, match.index), replacement);
    trace.push(from.slice(last, match.index), Array<number>(replacement.length).fill(from[match.index]!));
    last = match.index + match[0].length;
  }
  return { text: [...parts, text.slice(last)].join(''), from: [...trace, from.slice(last)].flat() };
}

/** Straight quotes, no accents (café → cafe), ligatures spelt out, lower case. */
export function plainLetters(printed: string): Traced {
  const ligatures: Readonly<Record<string, string>> = {
    '’': "'",
    '‘': "'",
    '“': '"',
    '”': '"',
    æ: 'ae',
    Æ: 'ae',
    œ: 'oe',
    Œ: 'oe',
  };
  let text = '';
  const from: number[] = [];
  let at = 0;
  for (const letter of printed) {
    const plain =
      ligatures[letter] ??
      letter
        .normalize('NFD')
        .replaceAll(/\p{Mn}/gu, '')
        .toLowerCase();
    text += plain;
    for (let i = 0; i < plain.length; i++) from.push(at);
    at += letter.length;
  }
  return { text, from: [...from, printed.length] };
}

/** The last mark of the line, past closing quotes and brackets, or "<none>". */
export function endMark(printed: string): string {
  const text = printed
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(ellipses, '...')
    .replaceAll(dashes, '—')
    .trimEnd()
    .replace(/[ "')\]}*_]+$/, '');
  if (text.endsWith('...')) return '...';
  const last = text.at(-1) ?? '';
  return last !== '' && ',;:.!?—'.includes(last) ? last : '<none>';
}

/** The one spelling under which the model knows a word: "wander'd" → "wandered", "tho'" → "though". */
function respell(word: string, known: (word: string) => boolean): string {
  const plain = respelt.get(word);
  if (plain !== undefined) return plain;
  if (!word.endsWith("'d")) return word;
  const stem = word.slice(0, -2);
  if (pronouns.has(stem)) return word;
  const candidates = [`${stem}ed`, `${stem}d`, stem.endsWith('y') ? `${stem.slice(0, -1)}ied` : ''];
  return candidates.find((whole) => whole !== '' && known(whole)) ?? word;
}

/** Without the apostrophes that are quotation marks, line by line: an opened quote decides how one may close. */
class QuoteReader {
  #open = false;

  strip(found: string): string {
    let word = found;
    if (word.startsWith("'") && !elidedFront.has(word) && !elidedFront.has(word.replace(/'+$/, ''))) {
      this.#open = true;
      word = word.slice(1);
    }
    if (word.endsWith("'")) {
      const possessive = word.endsWith("s'") && !this.#open;
      const droppedG = word.endsWith("in'") && word.length > 4;
      if (!(possessive || droppedG || elidedBack.has(word) || respelt.has(word))) {
        this.#open = false;
        word = word.slice(0, -1);
      }
    }
    return word;
  }
}

/**
 * Splits one printed line.
 *
 * @param known tells whether a word has a pronunciation, which decides whether "wander'd" may be read "wandered"
 */
export function tokeniseLine(printed: string, known: (word: string) => boolean = () => false): TokenisedLine {
  let traced = plainLetters(printed);
  traced = replaceTraced(traced, dashes, ' — ');
  traced = replaceTraced(traced, ellipses, ' . ');
  traced = replaceTraced(traced, joined, 'to');
  const quotes = new QuoteReader();
  const words: string[] = [];
  const spans: [number, number][] = [];
  for (const match of traced.text.matchAll(wordPattern)) {
    const word = quotes.strip(match[0]);
    if (!/[a-z0-9]/.test(word)) continue;
    words.push(respell(word, known));
    const start = match.index + match[0].indexOf(word);
    spans.push([traced.from[start]!, traced.from[start + word.length]!]);
  }
  return { words, spans, mark: endMark(printed) };
}

/** Only the words of a text, such as a typed topic. */
export function tokenise(text: string, known?: (word: string) => boolean): readonly string[] {
  return tokeniseLine(text, known).words;
}
