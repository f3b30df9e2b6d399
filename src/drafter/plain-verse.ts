/** A stranger's text as plain lines of words: without markup, addresses, mentions, and whatever is no verse. */
import { cleanText } from '../poetics/index.ts';

const longestLine = 120;
/** Lines beyond the poem's own that a draft may have. */
const spareLines = 4;

/**
 * @param lines how many the poem has
 * @returns '' when nothing is left
 */
export function plainVerse(text: string, lines: number): string {
  return text
    .replaceAll(/<think>[\s\S]*?(?:<\/think>|$)/gi, '')
    .replaceAll(/```[^\n]*/g, '')
    .split(/\r?\n/)
    .map(plainLine)
    .filter((line) => /\p{L}{2}/u.test(line))
    .slice(0, lines + spareLines)
    .join('\n');
}

function plainLine(line: string): string {
  const plain = line
    .replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+|\S+@\S+|\b\S+\.(?:com|net|org|io|dev|ru|cn)\b\S*/gi, ' ')
    .replaceAll(/<[^>]*>|\[[^\]]*\]|\{[^}]*\}/g, ' ')
    .replaceAll(/^\s*(?:\d+[.)]|[-*•>#]+)\s*/g, '')
    .replaceAll(/[^\p{L}\p{M}\s'’,;:.!?—–-]/gu, ' ');
  return cleanText([...plain].slice(0, longestLine).join('')).normalize('NFC');
}
