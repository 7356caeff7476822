import type { ClientClock, ClientRandom } from './session';

export const nodeClock: ClientClock = {
  nowMs: () => performance.now(),
  setTimer: (delayMs, fire) => setTimeout(fire, delayMs),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  defer: (fire) => {
    setImmediate(fire);
  },
};

export const nodeRandom: ClientRandom = { next: () => Math.random() };
