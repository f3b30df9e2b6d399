let arrived = 0;

/** The place of what arrives now among all that arrives in this process; taken before anything is waited for. */
export function nextArrival(): number {
  arrived += 1;
  return arrived;
}
