/** Sound poems in strict form, written for these tests, and a builder of plain ones for any style. */
import { acrosticLetters, type LineShape } from '../../src/poetics/index.ts';

export const sonnet = `The morning walks across the silver lake,
And every window opens to the sun;
The little birds are singing for its sake,
And all the quiet work of day's begun.

The baker lifts his bread upon the shelf,
The teacher finds her chalk, the child her book,
The river murmurs softly to itself,
And no one stops to give the clouds a look.

By noon the sky has turned to heavy gray,
The thunder rolls above the empty square,
The paper boats go sailing far away,
And drops of rain are shining in our hair.

But evening comes and gives the city rest,
And every weary bird comes to its nest.`;

export const haiku = `An old wooden gate
Swings open to the wild grass
And nobody comes.`;

export const tanka = `${haiku}
A single leaf turning gold
And then the long night of rain.`;

export const limerick = `There once was a baker of bread
Who put all his rolls on his head;
When they fell on the floor,
He would put on some more,
And he wore a fine hat when he fled.`;

export const ballad = `The captain sailed the winter sea
To find a land of gold,
But all he found was wind and ice
And stories never told.`;

const gardenKeeps = 'The garden keeps the secret of the rain.';
const summerPasses = 'And every summer passes down the lane.';
export const villanelle = `${gardenKeeps}
I hear it softly when the day is done.
${summerPasses}

We stood together at the window pane,
And watched the silver rivers start to run.
${gardenKeeps}

The roses lean against the weather vane,
Their heavy faces turning to the sun.
${summerPasses}

The bees come humming down to drink and drain
The golden bells that open one by one.
${gardenKeeps}

No gentle hand has ever worked for gain
Where such a patient labor was begun.
${summerPasses}

So let the slow and simple joys remain,
The web of light that every morning spun.
${gardenKeeps}
${summerPasses}`;

/** Spells "maple". */
export const acrostic = `My mother planted seeds in spring,
And taught the garden birds to sing.
Perhaps they sing for her today,
Low voices drifting far away
Each year beyond the month of May.`;

/** Monosyllables that rhyme with each other and with no other family. */
const families = [
  'day way may say lay play ray stay clay gray',
  'light night bright sight white might kite right',
  'sun run fun done one ton gun spun',
  'rain lane pain chain grain train brain vain',
  'gold cold told fold bold hold old',
  'ring sing king wing thing spring string bring',
  'sea tree free me key knee bee three',
  'moon june soon tune spoon noon',
  'deep sleep keep steep sheep leap',
  'stone bone tone known grown throne own',
].map((family) => family.split(' '));

const fillers = 'then she went far past cold hills where few dark birds came back home'.split(' ');

/** Monosyllables by first letter, for acrostics. */
const beginnings: Readonly<Record<string, string>> = Object.fromEntries(
  'all but come dark each from go here in just kind long most now once past queer red some then up vast where year zest'
    .split(' ')
    .map((word) => [word[0]!, word]),
);

/** Letters that {@link plainPoem} can begin a line with. */
export const possibleInitials = Object.keys(beginnings);

/** A poem of monosyllables in exactly this shape: no sense, sound form. One string a line. */
export function plainPoem(shapes: readonly LineShape[]): string[] {
  const groups = new Map<string, string[]>();
  const refrains = new Map<string, string>();
  return shapes.map((shape, number) => {
    const known = shape.refrain && refrains.get(shape.refrain);
    if (known) return known;
    if (shape.rhyme && !groups.has(shape.rhyme)) groups.set(shape.rhyme, [...families[groups.size]!]);
    // Trochees end softly.
    const open = shape.meter?.id === 'trochaic' ? 'water' : 'stars';
    const end = shape.rhyme ? groups.get(shape.rhyme)!.shift()! : open;
    const start = shape.initial === undefined ? [] : [beginnings[acrosticLetters(shape.initial)]!];
    const middle = shape.syllables[0]! - (end === 'water' ? 2 : 1) - start.length;
    const line = [...start, ...Array.from({ length: middle }, (_, i) => fillers[(i + number) % fillers.length]!), end];
    if (shape.refrain) refrains.set(shape.refrain, line.join(' '));
    return line.join(' ');
  });
}
