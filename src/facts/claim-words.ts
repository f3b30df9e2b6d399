/** The closed lists behind {@link claimKind}: number words, the calendar, and names that the lexicon prints small. */

const list = (words: string) => new Set(words.trim().split(/\s+/));

const digits = 'zero one two three four five six seven eight nine ten eleven twelve';
const teens = 'thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';
const large = 'hundred thousand million billion trillion dozen';
const ordinals =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth ' +
  'sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ' +
  'ninetieth hundredth thousandth millionth';
const plurals =
  'ones twos threes fours fives sixes sevens eights nines tens elevens twelves twenties thirties forties fifties sixties ' +
  'seventies eighties nineties hundreds thousands millions billions trillions dozens thirds quarters fifths';
const parts = 'half quarter twice thrice double triple';
const joined = 'twofold threefold tenfold hundredfold thousandfold fourscore threescore';

/** Number words, simple and plural. */
export const numberWords: ReadonlySet<string> = list(
  [digits, teens, tens, large, ordinals, plurals, parts, joined].join(' '),
);

const months = 'january february march april may june july august september october november december';
const weekdays = 'monday tuesday wednesday thursday friday saturday sunday';

/** Months and weekdays, also those that are words of another sense: a line may open with them. */
export const calendarWords: ReadonlySet<string> = list(
  `${months} ${weekdays} ${weekdays
    .split(' ')
    .map((day) => `${day}s`)
    .join(' ')}`,
);

/** Names that the corpus has too often in small letters to be flagged as such; never plain words of verse. */
export const smallNames: ReadonlySet<string> = list(
  'andy ben billy bob carol dan dolly don eve hamlet hank harry hazel jack jess ken kent kitty luke mars martin matt ' +
    'mercury minnie morris narcissus nick penny peg ron rosie ruth sally sam sandy steven sue timothy toby turkey wayne ' +
    'china chile polish',
);
