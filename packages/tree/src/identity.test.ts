import { contains, parseBlock } from './address-block';
import { matches, parseIdentity } from './identity';

describe('identities in access control lists', () => {
  it.each([
    ['world:anyone', true],
    ['world:other', false],
    ['world:', false],
    ['digest:bob:Zx1+/w==', true],
    ['digest:bob', false],
    ['digest:bob:', false],
    ['digest::hash', false],
    ['digest:a:b:c', false],
    ['x509:CN=bob,O=Grove', true],
    ['x509:', false],
    ['ip:10.0.0.1', true],
    ['ip:10.0.0.1/0', true],
    ['ip:10.0.0.1/32', true],
    ['ip:10.0.0.1/33', false],
    ['ip:10.0.0.1/', false],
    ['ip:10.0.0.1/-1', false],
    ['ip:10.0.0.1/ 8', false],
    ['ip:10.0.0', false],
    ['ip:10.0.0.256', false],
    ['ip:10.0.0.1.2', false],
    ['ip:10.0.0.x', false],
    ['ip:::1', true],
    ['ip:::', true],
    ['ip:2001:db8::/32', true],
    ['ip:2001:db8::/129', false],
    ['ip:2001:db8:0:0:0:0:0:1', true],
    ['ip:2001:db8:0:0:0:0:0', false],
    ['ip:2001:db8:0:0:0:0:0:0:1', false],
    ['ip:2001::db8::1', false],
    ['ip:2001:db8::g', false],
    ['ip:2001:db8::12345', false],
    ['ip:1:2:3:4:5:6:7::8', false],
    ['ip:::ffff:10.0.0.1', true],
    ['ip:10.0.0.1::', false],
    ['ip:fe80::1%eth0', false],
    ['sasl:bob', false],
    ['super:', false],
    ['auth:', false],
    ['nothing', false],
    ['', false],
  ])('%s is of a known form: %s', (identity, valid) => {
    expect(parseIdentity(identity) !== null).toBe(valid);
  });

  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.1.2.3/8', '10.9.9.9', true],
    ['192.168.1.128/25', '192.168.1.129', true],
    ['192.168.1.128/25', '192.168.1.127', false],
    ['172.16.0.0/12', '172.31.255.255', true],
    ['172.16.0.0/12', '172.32.0.0', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['10.0.0.1/31', '10.0.0.0', true],
    ['0.0.0.0/0', '203.0.113.7', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:db8::/127', '2001:db8::1', true],
    ['2001:db8::/127', '2001:db8::2', false],
    ['2001:DB8::1', '2001:0db8:0000:0000:0000:0000:0000:0001', true],
    // A client of IPv4 at a socket of IPv6 is the same client.
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
  ])('%s has %s: %s', (block, address, expected) => {
    const [outer, inner] = [parseBlock(block), parseBlock(address)];
    if (outer === null || inner === null) throw new Error('malformed');
    expect(contains(outer, inner)).toBe(expected);
    expect(matches({ identity: `ip:${block}`, block: outer }, `ip:${address}`)).toBe(expected);
    expect(matches({ identity: `ip:${block}`, block: outer }, `x509:${address}`)).toBe(false);
  });

  it('a block is not in a smaller one', () => {
    const [outer, inner] = [parseBlock('10.0.0.0/16'), parseBlock('10.0.0.0/8')];
    expect(outer !== null && inner !== null && contains(outer, inner)).toBe(false);
  });
});
