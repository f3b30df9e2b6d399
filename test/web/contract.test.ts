import { describePlatform } from '../platforms/contract.ts';
import { openWebHouse } from './contract-house.ts';

describePlatform('The local channel', openWebHouse, { leastFrames: 8, troubledPoems: 30 });
