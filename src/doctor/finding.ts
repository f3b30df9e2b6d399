/** What an examination found, in words for whoever runs the bot. */
export interface Finding {
  /** `problem`: Inkling will not work so; `warning`: a part of it will not; `fine`: nothing to do. */
  readonly verdict: 'fine' | 'warning' | 'problem';
  readonly sentence: string;
}

export const fine = (sentence: string): Finding => ({ verdict: 'fine', sentence });
export const warning = (sentence: string): Finding => ({ verdict: 'warning', sentence });
export const problem = (sentence: string): Finding => ({ verdict: 'problem', sentence });
