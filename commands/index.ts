/**
 * The slash commands and the router that platforms hand their people's words to.
 * src/main.ts composes it with the engine and the stores; every command is listed where it is composed.
 * It knows conversations, not platforms: nothing here imports a platform's SDK.
 */
export type { ActionDefinition, Command, CommandDefinition, OptionDefinition } from './command.ts';
export { type HelpPage, help, helpPage } from './help.ts';
export {
  type Asking,
  createPoemCommand,
  type OpenStyleRequest,
  type PoemCommand,
  type PoemDependencies,
  type PoemDrawer,
} from './poem.ts';
export { createDraftWriter } from './poem-draft.ts';
export { type PoemRecord, type PoemRecords, poemRecordsInMemory } from './poem-records.ts';
export { createRefineCommand } from './refine.ts';
export { createRestyleCommand } from './restyle.ts';
export { type Asked, createRouter, type Router, type RouterOptions } from './router.ts';
