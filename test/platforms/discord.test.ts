import { describePlatform } from './contract.ts';
import { openDiscordHouse } from './discord-house.ts';

describePlatform('Discord', openDiscordHouse, { leastFrames: 6, troubledPoems: 40 });
