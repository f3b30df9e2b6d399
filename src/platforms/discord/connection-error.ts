import { InklingError } from '../../errors.ts';

/** Why Discord could not be joined, as one sentence for the operator. */
export function connectionError(error: unknown): InklingError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'TokenInvalid' || /4004|401: Unauthorized|authentication failed|invalid token/i.test(message)) {
    return new InklingError('discord-token', {
      operator:
        'Discord does not accept DISCORD_TOKEN. Copy the token again from the Bot page of https://discord.com/developers/applications.',
      person: 'I cannot sign in to Discord.',
      cause: error,
    });
  }
  return new InklingError('discord-unreachable', {
    operator: `Discord could not be reached: ${message}`,
    person: 'I cannot reach Discord.',
    cause: error,
  });
}
