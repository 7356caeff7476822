import type { Effect, Message, ReplicaId } from '../types';

export interface Sent {
  readonly to: ReplicaId;
  readonly message: Message;
  readonly after: number;
}

/** What a step sends, in order. */
export function sends(effects: readonly Effect[]): Sent[] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [{ to: effect.to, message: effect.message, after: effect.after }] : []));
}

export function effectsOf<T extends Effect['type']>(effects: readonly Effect[], type: T): Extract<Effect, { type: T }>[] {
  return effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
}

export function sentOf<T extends Message['type']>(effects: readonly Effect[], type: T): Extract<Message, { type: T }>[] {
  return sends(effects)
    .map((sent) => sent.message)
    .filter((message): message is Extract<Message, { type: T }> => message.type === type);
}

export function notes(effects: readonly Effect[]): string {
  return effectsOf(effects, 'note')
    .map((note) => note.text)
    .join('\n');
}
