/** Words that hold a sentence together and say nothing of its topic. */
const functionWords = new Set(
  (
    'a an the and or but nor so yet if then than as at by for from in into of off on onto out over to up with within ' +
    'without upon about above after again against all also am are be been being because before below between both ' +
    'can could did do does doing done down during each few further had has have having he her here hers herself him ' +
    'himself his how i it its itself just me more most my myself no not now only other our ours ourselves own same ' +
    'she should some such that their theirs them themselves there these they this those through too under until very ' +
    'was we were what when where which while who whom why will would you your yours yourself is may might must shall ' +
    "ought every any one it's i'm i've i'll i'd you're he's she's we're they're that's there's what's let's don't " +
    "can't won't isn't aren't doesn't didn't wasn't weren't thou thee thy thine ye hath doth art wilt shalt o oh " +
    "'tis 'twas till though although unto ere nor still like"
  ).split(/\s+/),
);

/** @param word lower case, as `tokenise` gives it */
export function isFunctionWord(word: string): boolean {
  return functionWords.has(word);
}
