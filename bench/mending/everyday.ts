/** Everyday words for lists and notes. */

export const things =
  'eggs,milk,bread,butter,cheese,apples,olive oil,rice,coffee,soap,potatoes,onions,garlic,tomatoes,chicken,yogurt,' +
  'toothpaste,paper towels,bananas,carrots,honey,tea,sugar,salt,pepper,pasta,beans,lemons,grapes,cereal,batteries,' +
  'light bulbs,dog food,cat litter,shampoo,notebooks,pencils,stamps,envelopes,flowers,candles,matches,string,tape,' +
  'socks,gloves,umbrella,raincoat,keys,phone charger,headphones,library books,homework,lunch box,water bottle,' +
  'bus ticket,dentist,laundry,dishes,garden,ladder,paint,hammer,nails,screws,bicycle,helmet,sandwich,soup,cake';

export const names =
  'Maria,Tom,Priya,Zoltan,Anna,Harry,Kwame,Berlin,Lisbon,Nairobi,Chicago,Yusuf,Ingrid,Mr Patel,Lake Erie';
export const numbers = '2,3,7,12,15,42,99,250,1984,2025,five,eleven,twenty,a hundred,3rd,21st';
export const dates = 'Monday,Friday,March,October,in June,on Sunday,12 May';

/** `count` of them, none twice. @param random 0 ≤ x < 1 */
export function some(list: string, count: number, random: () => number): string[] {
  const left = list.split(',');
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(random() * left.length), 1)[0]!,
  );
}
