/**
 * Words beside obscenity's English data set. All are matched whole, folded to plain lower-case letters, with an
 * `s` or `es` allowed at the end; `*` allows any ending.
 */

/** Strong words of the other languages that Inkling answers in; none is an English word of verse. */
export const strongWordsElsewhere: readonly string[] = [
  // German
  ...['arschloch*', 'arschlöcher*', 'ficken', 'fick', 'ficker', 'gefickt', 'fotze', 'fotzen', 'hurensohn*', 'hure'],
  ...['missgeburt*', 'nutte', 'nutten', 'scheisse', 'scheiss*', 'schlampe', 'schlampen', 'schwuchtel*', 'wichser*'],
  ...['wixer', 'kanake', 'kanaken', 'spasti', 'schwanzlutscher*', 'verfickt*', 'neger', 'mistgeburt'],
  // French
  ...['connard*', 'connasse*', 'encul*', 'enfoiré', 'enfoirée', 'merde', 'merdes', 'niquer', 'nique', 'putain'],
  ...[
    'pute',
    'salope',
    'salopes',
    'batard',
    'bougnoule*',
    'pédé',
    'tapette',
    'foutre',
    'couilles',
    'bordel',
    'négresse',
  ],
  // Spanish
  ...['cabrón', 'cabrones', 'chinga*', 'coño', 'coños', 'culero*', 'follar', 'gilipollas', 'hijueputa', 'hijoputa'],
  ...['joder', 'jodido', 'jodida', 'maricón', 'maricones', 'mierda', 'pendejo', 'pendeja', 'pinche', 'polla', 'puta'],
  ...['puto', 'zorra', 'verga', 'sudaca', 'panchito'],
];

/** Milder words and grown-up themes, for the youngest classes. */
export const strictWords: readonly string[] = [
  ...['damn', 'damned', 'dammit', 'goddamn*', 'hell', 'crap', 'crappy', 'piss', 'pissed', 'bloody', 'bugger', 'butt'],
  ...['idiot', 'idiotic', 'moron', 'stupid', 'dumb', 'dumbass', 'imbecile', 'loser', 'jerk'],
  ...[
    'kill',
    'killer',
    'killed',
    'killing',
    'murder*',
    'suicide',
    'suicidal',
    'stab',
    'stabbed',
    'strangle*',
    'slaughter*',
  ],
  ...['behead*', 'torture*', 'corpse', 'gun', 'rifle', 'pistol', 'shotgun', 'bomb', 'bomber', 'bombing', 'grenade'],
  ...['terrorist', 'nazi', 'hitler', 'genocide', 'massacre*', 'lynch*', 'hanged', 'gallows'],
  ...[
    'drug',
    'drugs',
    'cocaine',
    'heroin',
    'opium',
    'meth',
    'cannabis',
    'marijuana',

    'overdose',
    'stoned',
  ],
  ...[
    'whiskey',
    'whisky',
    'vodka',
    'gin',
    'rum',
    'beer',
    'drunk',
    'drunken',
    'drunkard',
    'booze',
    'cigarette',
    'tobacco',
  ],
  ...[
    'naked',
    'nude',
    'nudity',
    'breast',
    'bosom',
    'nipple',
    'lust',
    'lustful',
    'sexy',
    'sexual',
    'sexually',
    'seduce*',
  ],
  ...[
    'harlot',
    'concubine',
    'mistress',
    'brothel',
    'lewd',
    'orgy',
    'orgies',
    'erotic*',
    'thigh',
    'blow job',
    'hand job',
  ],
];

/** Phrases that obscenity's data set lacks; the first word of each is the one that a poem can best do without. */
export const strongPhrases: readonly (readonly [needless: string, phrase: string])[] = [
  ['job', 'blow job'],
  ['job', 'hand job'],
  ['jerk', 'jerk off'],
  ['kill', 'kill yourself'],
  ['kys', 'kys'],
];

/** Innocent words and names in which obscenity finds something; it lets through what lies within one of them. */
export const innocent: readonly string[] = [
  ...['analgesic', 'annal', 'artisanal', 'assort', 'assyria', 'benedick', 'bendick', 'bestiary', 'burdick', 'caddick'],
  ...['campanale', 'chappaquiddick', 'chink in', 'chink of', 'cock-a-doodle', 'cockerel', 'cockpit', 'cum laude'],
  ...['cumin', 'cumming', 'cummins', 'dick whittington', 'dickens', 'dicker', 'dickey', 'dickie', 'dickinson'],
  ...['dicky bird', 'dickson', 'fagan', 'fagin', 'feckless', 'fukuda', 'fukuoka', 'fukushima', 'fukuyama', 'georgy'],
  ...['gondwanaland', 'long-tailed tit', 'blue tit', 'coal tit', 'great tit', 'moby dick', 'moby-dick', 'opdyke'],
  ...["offa's dyke", 'pachinko', 'pandanus', 'penistone', 'philip k dick', 'philip k. dick', 'pissarro', 'pussy cat'],
  ...['pussy willow', 'pussycat', 'pussyfoot', 'rapeseed', 'rapped', 'rappel', 'reanaly', 'retardant', 'riddick'],
  ...['roddick', 'shiitake', 'shiite', 'sylvanus', 'thorndyke', 'tit for tat', 'tit-for-tat', 'titmice', 'titmouse'],
  ...['trafficking', 'updyke', 'van dyke', 'vandyke', 'weathercock'],
];
