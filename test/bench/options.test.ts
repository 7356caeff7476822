import { readOptions, SUITES, UsageError } from './options';

describe('the command line of the benchmark', () => {
  test.each([
    [['--suite', 'speed'], '--suite: "speed" is none of throughput, recovery, scale, steady, unary, tree'],
    [['--suite', 'toString'], '--suite: "toString" is none of'],
    [['--targets', 'grove,consul'], '--targets: "consul" is none of grove, grove-zookeeper, zookeeper, etcd'],
    [['--rounds', '1.5'], '--rounds: "1.5" is no whole number'],
    [['--minutes=-1'], '--minutes: "-1" is no positive number'],
    [['--seconds', 'Infinity'], '--seconds: "Infinity" is no positive number'],
    [['--frob'], "Unknown option '--frob'"],
    [['quick'], 'Unexpected argument'],
  ])('%j is a mistake, told in one line', (args, message) => {
    let told: unknown;
    try {
      readOptions(args);
    } catch (error) {
      told = error;
    }
    expect(told).toBeInstanceOf(UsageError);
    expect(String(told)).toContain(message);
    expect(String(told)).not.toContain('\n');
  });

  test('without options it compares throughput with all peers; several suites run one after the other', () => {
    expect(readOptions([])).toMatchObject({ targets: ['grove', 'zookeeper', 'etcd'], only: '', quick: false, rounds: undefined });
    expect(readOptions(['--suite', 'unary,tree'])).toMatchObject({
      suites: [
        ['unary', SUITES['unary']],
        ['tree', SUITES['tree']],
      ],
    });
  });

  test('--help names every suite', () => {
    const help = readOptions(['--help']);
    for (const name of Object.keys(SUITES)) expect(help).toContain(`  ${name} `);
  });
});
