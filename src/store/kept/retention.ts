/** How long each kind of record is kept, in days; `/privacy` says these numbers. */
export const keptForDays = {
  /** Requests, drafts and poems, for the buttons below them. */
  poems: 180,
  /** What was said in the local channel. */
  channel: 365,
  /** Battles, for the leaderboard. Votes are forgotten when the vote closes. */
  battles: 365,
  /** Which days a schedule has posted. */
  dailyPosts: 60,
  /** Messages in the middle of being drawn. */
  openMessages: 7,
} as const;

/** Milliseconds in a day of 24 hours. */
export const day = 86_400_000;
