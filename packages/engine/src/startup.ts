import type { Block, ClusterConfig, HardState, LogPosition, SnapshotMeta } from '@grove/raft';
import { JournaledStore, LOG_ORIGIN, LogStore } from '@grove/storage';
import type { KeyValueStore, OpenedLog } from '@grove/storage';
import { Tree } from '@grove/tree';
import type { TreeApi, TreeOptions } from '@grove/tree';
import type { EngineOptions, EnginePorts } from './ports';
import type { Snapshots } from './snapshots';

/** What a volume holds, ready for consensus to start on. */
export interface Recovered {
  readonly log: LogStore;
  readonly incarnation: string;
  /** Grows with each start of this volume. */
  readonly epoch: number;
  /** Starts of this volume, this one included. */
  readonly boots: number;
  readonly hardState: HardState;
  readonly logStart: LogPosition;
  readonly blocks: readonly Block[];
  readonly damaged: boolean;
  /** The configuration before the first block. Null: the volume belongs to no cluster yet. */
  readonly config: ClusterConfig | null;
  /** May form a first cluster where `config` is null. */
  readonly mayForm: boolean;
  readonly snapshot: { readonly meta: SnapshotMeta; readonly chunks: number } | null;
  readonly tree: TreeApi;
  /** The end of what `tree` holds. */
  readonly position: LogPosition;
}

type Done = (error: Error | null, recovered: Recovered | null) => void;

/** An incarnation says when its volume was formatted. */
function newIncarnation(ports: EnginePorts): string {
  const random = [...ports.random.bytes(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${Math.max(0, Math.floor(ports.clock.wallMs())).toString(36)}-${random}`;
}

const BOOTS_PER_MS = 1000;

/** The format time in milliseconds times 1,000 plus the number of starts: below 2^53 until the year 2255. */
export function epochOf(incarnation: string, boots: number): number {
  const formattedMs = Number.parseInt(incarnation.split('-')[0] ?? '0', 36);
  return (Number.isSafeInteger(formattedMs) ? formattedMs : 0) * BOOTS_PER_MS + boots;
}

/** Two volumes that find the same state differ in it. */
const STEPS_OF_A_VOLUME = 2 ** 20;

/**
 * The epoch of what a replica forwards in this life, where the newest state has its number at `last`. Each start of a volume counts on by one, and later
 * volumes have later format times: then it is that, as in versions that look at no state, so that such a one may follow. But clocks may be wrong, or a volume
 * come back that another one has stood in for: then it is above `last`, and differs from start to start. (Were it below one of an earlier start that has
 * something on its way yet, that would be found like another volume's: the forwarder begins again above it.)
 */
export function epochAbove({ incarnation, epoch, boots }: Pick<Recovered, 'incarnation' | 'epoch' | 'boots'>, last: number): number {
  if (epoch > last) return epoch;
  const random = Number.parseInt(incarnation.split('-')[1]?.slice(0, 8) ?? '', 16);
  const step = Number.isSafeInteger(random) ? random % STEPS_OF_A_VOLUME : 0;
  return last + step + boots;
}

/**
 * The tree's own bounds are the same on all replicas, whatever each is set to: what an operator sets is looked at on the way in
 * (`admission.ts`). These are the highest that can be set.
 */
const MAX_DATA_BYTES = 64 * 1024 * 1024;
const MAX_MULTI_PARTS = 1_000_000;

/** How far the witness may be behind the log while the process lives: a kill within it leaves the newest blocks without their witness. */
const WITNESS_LAG_MS = 20;

/** How long the journal's blocks wait for each other before they go to the store together: a batch of the store costs a write alone as much as the journal's. */
const JOURNAL_LAG_MS = 20;

export function treeOptions(options: EngineOptions): TreeOptions {
  const { historyMaxBytes, valueHistoryMaxBytes } = options;
  return { maxDataBytes: MAX_DATA_BYTES, maxMultiParts: MAX_MULTI_PARTS, historyMaxBytes, valueHistoryMaxBytes };
}

/** Opens a volume: proves its log, loads the newest snapshot that is whole, decides what it may be trusted with. */
export function recover(options: EngineOptions, ports: EnginePorts, snapshots: Snapshots, done: Done): void {
  const onFailure = (error: Error): void => {
    ports.host.fatal('the log could not be written', error);
  };
  const later = (run: () => void): void => {
    ports.clock.setTimer(WITNESS_LAG_MS, run);
  };
  const { journal } = ports;
  if (journal === undefined) {
    openLog(ports.log, null);
  } else {
    const moveLater = (run: () => void): void => {
      ports.clock.setTimer(JOURNAL_LAG_MS, run);
    };
    const newGeneration = (): Uint8Array => ports.random.bytes(8);
    JournaledStore.open(ports.log, journal, { later: moveLater, newGeneration, onFailure }, (error, opened) => {
      if (error !== null || opened === null) done(error ?? new Error('the journal could not be opened'), null);
      else openLog(opened.store, opened.lost);
    });
  }

  function openLog(store: KeyValueStore, lost: string | null): void {
    LogStore.open(store, ports.witness, { clusterName: options.clusterName, onFailure, later, lost }, onOpened);
  }

  function onOpened(error: Error | null, opened: OpenedLog | null): void {
    if (error !== null || opened === null) {
      done(error ?? new Error('the log could not be opened'), null);
      return;
    }
    switch (opened.kind) {
      case 'refused':
        done(new Error(`this volume is refused: ${opened.reason}`), null);
        return;
      case 'termLost':
        ports.host.log('warn', `the volume lost its term or vote (${opened.reason}): it joins as a new member`);
        format(opened.store, false);
        return;
      case 'empty':
        format(opened.store, true);
        return;
      case 'formed':
        snapshots.open((snapshotError) => {
          if (snapshotError === null) recoverFormed(opened);
          else done(snapshotError, null);
        });
    }
  }

  function format(log: LogStore, mayForm: boolean): void {
    const incarnation = newIncarnation(ports);
    log.format(incarnation, options.clusterName, (error) => {
      if (error !== null) {
        done(error, null);
        return;
      }
      // Snapshots that lie beside a lost log belong to the old incarnation's life.
      snapshots.discardAll((discardError) => {
        if (discardError !== null) done(discardError, null);
        else done(null, fresh(log, incarnation, 1, mayForm));
      });
    });
  }

  function fresh(log: LogStore, incarnation: string, boots: number, mayForm: boolean): Recovered {
    return {
      log,
      incarnation,
      epoch: epochOf(incarnation, boots),
      boots,
      hardState: log.hardState,
      logStart: LOG_ORIGIN,
      blocks: [],
      damaged: false,
      config: null,
      mayForm,
      snapshot: null,
      tree: new Tree(treeOptions(options)),
      position: LOG_ORIGIN,
    };
  }

  function recoverFormed(opened: Extract<OpenedLog, { kind: 'formed' }>): void {
    const log = opened.store;
    const config = opened.startConfig ?? opened.initialConfig;
    if (config === null && (log.logEnd.index > 0 || opened.damage !== null)) {
      // It was a member and has lost which cluster's. To go on as if it had never begun would be a vote of an empty log
      // where a full one had promised to be.
      if (options.initialMembers.length <= 1) {
        done(new Error('the configuration of this volume is lost, and there is no other replica to have it from'), null);
        return;
      }
      ports.host.log('warn', 'the volume lost its configuration: it joins as a new member');
      format(log, false);
      return;
    }
    if (config === null) {
      done(null, fresh(log, opened.incarnation, opened.boots, !opened.replaced));
      return;
    }
    if (opened.damage !== null)
      ports.host.log('warn', `the log is damaged (${opened.damage}): no vote until it is repaired from the others`);
    snapshots.loadNewest(treeOptions(options), (error, loaded) => {
      if (error !== null) {
        done(error, null);
        return;
      }
      const base = {
        log,
        incarnation: opened.incarnation,
        epoch: epochOf(opened.incarnation, opened.boots),
        boots: opened.boots,
        hardState: opened.hardState,
        mayForm: false,
      };
      if (loaded === null || loaded.meta.index < opened.logStart.index) {
        if (opened.logStart.index === 0) {
          const tree = new Tree(treeOptions(options));
          done(null, {
            ...base,
            logStart: LOG_ORIGIN,
            blocks: opened.blocks,
            damaged: opened.damaged,
            config,
            snapshot: null,
            tree,
            position: LOG_ORIGIN,
          });
          return;
        }
        rebuildFromNothing();
        return;
      }
      const position: LogPosition = { index: loaded.meta.index, term: loaded.meta.term, chain: loaded.meta.chain };
      const snapshot = { meta: loaded.meta, chunks: loaded.chunks };
      if (position.index <= log.logEnd.index) {
        const end = log.blockEndAtOrBefore(position.index);
        if (end.index === position.index && end.chain === position.chain) {
          const startConfig = opened.logStart.index === 0 ? (opened.initialConfig ?? config) : loaded.meta.config;
          done(null, {
            ...base,
            logStart: opened.logStart,
            blocks: opened.blocks,
            damaged: opened.damaged,
            config: startConfig,
            snapshot,
            tree: loaded.tree,
            position,
          });
          return;
        }
      }
      // The snapshot is ahead of the log (a transfer that a crash cut off), or of another history than its tail: what it
      // covers is committed, so the log starts anew at its end.
      log.resetTo(position, loaded.meta.config, (resetError) => {
        if (resetError !== null) done(resetError, null);
        else
          done(null, {
            ...base,
            logStart: position,
            blocks: [],
            damaged: opened.damaged,
            config: loaded.meta.config,
            snapshot,
            tree: loaded.tree,
            position,
          });
      });

      /** The log begins after an index that no snapshot reaches: the state is to be had from the others alone. */
      function rebuildFromNothing(): void {
        const reason = `the log begins after index ${opened.kind === 'formed' ? opened.logStart.index : 0}, but no whole snapshot reaches it`;
        if ((config?.members.length ?? 0) <= 1) {
          done(new Error(`${reason}, and there is no other replica to have it from`), null);
          return;
        }
        ports.host.log('error', `${reason}: rebuilding from the others, without a vote until then`);
        log.markDamaged(reason, (markError) => {
          if (markError !== null) {
            done(markError, null);
            return;
          }
          log.resetTo(LOG_ORIGIN, config ?? { members: [] }, (resetError) => {
            const tree = new Tree(treeOptions(options));
            if (resetError !== null) done(resetError, null);
            else
              done(null, { ...base, logStart: LOG_ORIGIN, blocks: [], damaged: true, config, snapshot: null, tree, position: LOG_ORIGIN });
          });
        });
      }
    });
  }
}
