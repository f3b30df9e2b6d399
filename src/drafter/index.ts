/**
 * A language model that writes the messy first draft, behind any OpenAI-compatible endpoint. `/poem` asks it where one
 * is set up, and draws without it when it is slow, failing or hostile.
 * It must not know how a poem is drawn; what it returns is a stranger's text, and is marked as such.
 */
export { createDrafter, type Drafter, type DrafterOptions, type DraftOutcome } from './drafter.ts';
