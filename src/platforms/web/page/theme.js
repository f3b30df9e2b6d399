/** Light or dark: as the system has it, or as the person chose. Runs before anything is drawn. */

const key = 'inkling.theme';

/** @returns {'system' | 'light' | 'dark'} */
export function chosenTheme() {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** @param {'system' | 'light' | 'dark'} theme */
export function chooseTheme(theme) {
  if (theme === 'system') localStorage.removeItem(key);
  else localStorage.setItem(key, theme);
  applyTheme();
}

/** Changes to the theme that is not shown now. */
export function toggleTheme() {
  chooseTheme(isDark() ? 'light' : 'dark');
}

export function applyTheme() {
  const theme = chosenTheme();
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function isDark() {
  const theme = chosenTheme();
  return theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

applyTheme();
