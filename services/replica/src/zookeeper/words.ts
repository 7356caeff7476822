/** ZooKeeper's commands of four letters that are known here. */
export const fourLetterWords: readonly string[] = [
  'conf',
  'cons',
  'crst',
  'dirs',
  'dump',
  'envi',
  'isro',
  'mntr',
  'ruok',
  'srst',
  'srvr',
  'stat',
  'wchc',
  'wchp',
  'wchs',
];
