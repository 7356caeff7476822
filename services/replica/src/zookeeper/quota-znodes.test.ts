import { decodeOperation } from '@grove/wire';
import { quotaOperation, quotaStats, quotaZnodeOf } from './quota-znodes';

test.each([
  ['/zookeeper/quota/a/zookeeper_limits', { what: 'limits', path: '/a' }],
  ['/zookeeper/quota/a/b/zookeeper_stats', { what: 'stats', path: '/a/b' }],
  ['/zookeeper/quota/a', null],
  ['/zookeeper/quota/zookeeper_limits', null],
  ['/zookeeper/quotaa/zookeeper_limits', null],
  ['/zookeeper/quota/a/zookeeper_limits/b', null],
  ['/a/zookeeper_limits', null],
])('%s is the znode of a quota, or not', (path, znode) => {
  expect(quotaZnodeOf(path)).toEqual(znode);
});

const NONE = { countHard: -1, countSoft: -1, bytesHard: -1, bytesSoft: -1 };

test.each([
  ['count=5,bytes=10', { ...NONE, countSoft: 5, bytesSoft: 10 }],
  ['count=-1,bytes=-1=;byteHardLimit=7;countHardLimit=3', { ...NONE, bytesHard: 7, countHard: 3 }],
  ['count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=0', { ...NONE, countHard: 0 }],
  ['count=-7,bytes=3', { ...NONE, bytesSoft: 3 }],
])('what %s says becomes the limits', (data, quota) => {
  expect(decodeOperation(quotaOperation('/a', data))).toEqual({ type: 'setQuota', path: '/a', quota });
});

test.each([null, '', 'count=-1,bytes=-1', 'count=many', 'count=99999999999999999999'])(
  'what limits nothing (%s) removes the quota',
  (data) => {
    expect(decodeOperation(quotaOperation('/a', data))).toEqual({ type: 'removeQuota', path: '/a' });
  },
);

test('what is used is told as ZooKeeper writes it', () => {
  expect(quotaStats({ count: 3, bytes: 14 })).toBe('count=3,bytes=14');
});
