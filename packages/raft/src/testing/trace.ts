import type { Block, ClusterConfig, Effect, LogPosition, Message } from '../types';
import type { TestCluster } from './cluster';

/**
 * Writes down what a cluster does: one line for each effect (`1: …`) and for each message that arrives (`1 > 2 …`),
 * between the headings that the script sets.
 */
export class Trace {
  private readonly lines: string[] = [];

  constructor(private readonly cluster: TestCluster) {
    cluster.watch = (replica, effect) => {
      if (effect.type !== 'send' || effect.after > 0) this.lines.push(`  ${replica.id}: ${effectText(effect)}`);
    };
    cluster.delivered = ({ from, to, message }) => {
      this.lines.push(`  ${from} > ${to} ${messageText(message)}`);
    };
  }

  /** What the script does next. */
  heading(text: string): void {
    this.lines.push(`${text} (at ${Math.round(this.cluster.nowMs)} ms)`);
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

function effectText(effect: Effect): string {
  switch (effect.type) {
    case 'persist': {
      const hard = effect.hardState === null ? '' : ` term ${effect.hardState.term} vote ${effect.hardState.votedFor ?? '-'}`;
      const cut = effect.truncateFrom === null ? '' : ` truncate from ${effect.truncateFrom}`;
      return `persist #${effect.token}${hard}${cut}${blocksText(effect.blocks)}`;
    }
    case 'send':
      return `after #${effect.after} send ${effect.to} ${messageText(effect.message)}`;
    case 'commit':
      return `commit ${effect.index}`;
    case 'truncated':
      return `truncated from ${effect.fromIndex}`;
    case 'roleChanged':
      return `${effect.role}${effect.ready ? ', ready' : ''}, term ${effect.term}, leader ${effect.leader ?? '-'}`;
    case 'readReady':
      return `read ${effect.token}: ${effect.index ?? 'refused'}`;
    case 'configChanged':
      return `config ${configText(effect.config)} at ${effect.index}${effect.committed ? ', committed' : ''}`;
    case 'loadBlocks':
      return `load blocks from ${effect.fromIndex} for ${effect.peer}`;
    case 'loadChunk':
      return `load chunk ${effect.chunk} of ${effect.lastIndex} for ${effect.peer}`;
    case 'storeChunk':
      return `store chunk ${effect.chunk} of ${effect.meta.index}`;
    case 'installSnapshot':
      return `install snapshot ${effect.meta.index}`;
    case 'redial':
      return `redial ${effect.peer}`;
    case 'note':
      return `note: ${effect.text}`;
  }
}

function messageText(message: Message): string {
  const term = `term ${message.term}`;
  switch (message.type) {
    case 'vote':
      return `${message.preVote ? 'pre-vote' : 'vote'} ${term} last ${message.lastIndex}/${message.lastTerm}${message.transfer ? ' by transfer' : ''}`;
    case 'voteReply':
      return `${message.preVote ? 'pre-vote' : 'vote'} ${message.granted ? 'granted' : 'refused'} ${term}`;
    case 'heartbeat':
      return `heartbeat ${term} round ${message.round} commit ${message.commitIndex}`;
    case 'heartbeatReply':
      return `heartbeat reply ${term} round ${message.round}`;
    case 'append':
      return `append ${term} after ${positionText(message.prev)} commit ${message.commitIndex}${blocksText(message.blocks)}`;
    case 'appendReply':
      return message.accepted
        ? `accepted ${term} up to ${message.index}`
        : `refused ${term} after ${message.refusedIndex}, hint ${message.index}/${message.hintTerm}`;
    case 'readIndex':
      return `read index? ${term}`;
    case 'readIndexReply':
      return `read index ${message.index} ${term}`;
    case 'timeoutNow':
      return `timeout now ${term}`;
    case 'snapshotChunk':
      return `snapshot ${message.meta.index} ${term} chunk ${message.chunk} of ${message.chunks}`;
    case 'snapshotChunkReply':
      return `snapshot ${message.lastIndex} ${term} wants ${message.nextChunk}${message.refused ? ', refused' : ''}`;
  }
}

function positionText(position: LogPosition): string {
  return `${position.index}/${position.term}`;
}

function blocksText(blocks: readonly Block[]): string {
  return blocks.map((block) => ` [${block.firstIndex}..${block.lastIndex} ${block.type} of ${block.term}]`).join('');
}

function configText(config: ClusterConfig): string {
  return config.members.map((member) => `${member.id}${member.voter ? '' : ' (learner)'}`).join(', ');
}
