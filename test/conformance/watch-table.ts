/**
 * Which change of the znode /p/n tells which watch what, copied from the table of `SEMANTICS` row by row. `n` and `p` stand
 * for the znode and its parent, `above` for the root.
 */
export type Change = 'create' | 'setData' | 'delete' | 'setAcl' | 'the session ends' | 'its time is over' | 'its last child goes';
export type WatchKind = 'data' | 'exists' | 'child' | 'persistent' | 'recursive';
export type Place = 'n' | 'p' | 'above';

export interface Cell {
  readonly change: Change;
  readonly kind: WatchKind;
  readonly on: Place;
  /** What is told, as `type place`; empty for nothing. */
  readonly told: string;
}

const row = (change: Change, cells: Readonly<Record<string, string>>): Cell[] =>
  Object.entries(cells).map(([watch, told]) => {
    const [kind, on] = watch.split(' ') as [WatchKind, Place];
    return { change, kind, on, told };
  });

const deletion = {
  'data n': 'deleted n',
  'exists n': 'deleted n',
  'child n': 'deleted n',
  'child p': 'childrenChanged p',
  'data p': '',
  'persistent n': 'deleted n',
  'persistent p': 'childrenChanged p',
  'persistent above': '',
  'recursive n': 'deleted n',
  'recursive p': 'deleted n',
  'recursive above': 'deleted n',
};

export const cells: readonly Cell[] = [
  ...row('create', {
    'exists n': 'created n',
    'child p': 'childrenChanged p',
    'data p': '',
    'exists p': '',
    'persistent n': 'created n',
    'persistent p': 'childrenChanged p',
    'persistent above': '',
    'recursive n': 'created n',
    'recursive p': 'created n',
    'recursive above': 'created n',
  }),
  ...row('setData', {
    'data n': 'dataChanged n',
    'exists n': 'dataChanged n',
    'child n': '',
    'child p': '',
    'data p': '',
    'persistent n': 'dataChanged n',
    'persistent p': '',
    'persistent above': '',
    'recursive n': 'dataChanged n',
    'recursive p': 'dataChanged n',
    'recursive above': 'dataChanged n',
  }),
  ...row('delete', deletion),
  ...row('the session ends', deletion),
  // What a TTL znode and a container come to by themselves. (A child watch on the container has heard of the last child.)
  ...row('its time is over', deletion),
  ...row('its last child goes', Object.fromEntries(Object.entries(deletion).filter(([watch]) => watch !== 'child n'))),
  ...row('setAcl', {
    'data n': '',
    'exists n': '',
    'child n': '',
    'child p': '',
    'persistent n': '',
    'persistent p': '',
    'recursive n': '',
    'recursive p': '',
    'recursive above': '',
  }),
];
