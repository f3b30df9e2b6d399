/** Questions that tests put to the page itself; these functions run in the browser. */

/** How doubtful the words of the poem are, in sum, after each change of the page, until the poem stands. */
export function watchDoubts() {
  return new Promise((resolve) => {
    const seen = [];
    const look = () => {
      const words = [...document.querySelectorAll('.panel .word')];
      const doubt = words.reduce((sum, word) => sum + Number(word.style.getPropertyValue('--doubt')), 0);
      if (words.length > 0 && seen.at(-1) !== doubt) seen.push(doubt);
      if (document.querySelector('.panel:not(.open) .word')) resolve(seen);
    };
    // A busy machine may not draw every frame; the page is told of each all the same.
    const everything = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(look).observe(document.querySelector('#message-list'), everything);
  });
}

/** Whether the newest poem is still being drawn, and about half of its words are certain already. */
export function comesIntoFocus() {
  const panel = [...document.querySelectorAll('.panel')].at(-1);
  const words = [...(panel?.querySelectorAll('.word') ?? [])];
  const doubtful = words.filter((word) => !word.classList.contains('settled'));
  return panel?.classList.contains('open') && words.length > 0 && doubtful.length <= 0.6 * words.length;
}

/** Resolves when nothing moves on the page any more; what moves for ever is not waited for. */
export async function stillness() {
  const ending = document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}

/** Texts whose contrast with what they stand on is under 4.5 : 1. */
export function contrastFaults() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (node) => {
    for (let at = node; at !== null; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].flatMap((node) => {
    const words = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim());
    const drawn = words.length > 0 && node.getBoundingClientRect().width > 2 && !node.closest('.avatar, [hidden]');
    if (!drawn || node.tagName === 'TEXTAREA' || getComputedStyle(node).visibility === 'hidden') return [];
    const [one, other] = [luminance(rgba(getComputedStyle(node).color)), luminance(ground(node))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast < 4.5 ? [`${node.className} “${words[0].textContent}” ${contrast.toFixed(2)}`] : [];
  });
}

/** Whether the newest picture of the channel has such a name and is loaded. @param {string} source of a regular expression */
export function newestPictureIs(source) {
  const last = [...document.querySelectorAll('.picture a')].at(-1);
  return last !== undefined && new RegExp(source).test(last.download) && last.querySelector('img').complete;
}

/** @param {HTMLImageElement} image */
export function naturalWidth(image) {
  return image.naturalWidth;
}

/** How wide the page is when it is scrolled to the right. */
export function pageWidth() {
  return document.documentElement.scrollWidth;
}
