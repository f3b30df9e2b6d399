import { describePlatform } from './contract.ts';
import { openSlackHouse } from './slack-house.ts';

describePlatform('Slack', openSlackHouse, { leastFrames: 4, troubledPoems: 40, completes: false });
