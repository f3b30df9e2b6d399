/**
 * Which of a browser's people this tab is. Tabs take numbers from 0 on; a number is held for as long as its tab is
 * open, so two tabs are two people, and whoever comes back to a single tab is who they were before.
 */

const tabKey = 'inkling.tab';
const most = 100;

/** The tab's number, kept over reloads. */
export async function takeTab() {
  const remembered = Number(sessionStorage.getItem(tabKey) ?? Number.NaN);
  const tab = await firstFree(Number.isInteger(remembered) ? remembered : undefined);
  sessionStorage.setItem(tabKey, String(tab));
  return tab;
}

async function firstFree(remembered) {
  // Web Locks need a secure context; on plain http from another machine, chance keeps tabs apart.
  if (navigator.locks === undefined) return remembered ?? Math.floor(Math.random() * most);
  for (const tab of [...(remembered === undefined ? [] : [remembered]), ...Array(most).keys()]) {
    if (await hold(`inkling.tab.${tab}`)) return tab;
  }
  return most - 1;
}

/** Takes a lock until the tab closes; false when another tab has it. */
function hold(name) {
  return new Promise((resolve) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    });
  });
}

/** What this tab's person last said of themselves. */
export function rememberedIntroduction(tab) {
  const stored = sessionStorage.getItem(`inkling.me`) ?? localStorage.getItem(`inkling.me.${tab}`);
  return stored === null ? {} : JSON.parse(stored);
}

/** @param {{ name: string, teacher: boolean }} said */
export function rememberIntroduction(tab, said) {
  sessionStorage.setItem('inkling.me', JSON.stringify(said));
  localStorage.setItem(`inkling.me.${tab}`, JSON.stringify(said));
}
