/** Imported for its effect by tests with real servers and processes: beside a busy machine, slow is not wrong. */
import { vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
