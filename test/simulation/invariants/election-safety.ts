import type { Report } from '../violation';

/** Election Safety (Raft §3.4): at most one leader in a term; and what it rests on, at most one vote of a replica in a term. */
export class ElectionSafety {
  private readonly leaders = new Map<number, number>();
  private readonly votes = new Map<string, number>();

  constructor(private readonly report: Report) {}

  get elections(): number {
    return this.leaders.size;
  }

  leaderOf(term: number): number {
    return this.leaders.get(term) ?? 0;
  }

  /** `replica` says that it leads `term`. Answers whether this is news. */
  onLeader(replica: number, term: number): boolean {
    const known = this.leaders.get(term);
    if (known === undefined) {
      this.leaders.set(term, replica);
      return true;
    }
    if (known !== replica) this.report('election safety', `replicas ${known} and ${replica} both led term ${term}`);
    return false;
  }

  /** `voter`: a replica on one volume; a new volume is another voter. */
  onVoteGranted(voter: string, term: number, candidate: number): void {
    const key = `${voter}/${term}`;
    const known = this.votes.get(key);
    if (known === undefined) this.votes.set(key, candidate);
    else if (known !== candidate) this.report('election safety', `${voter} voted for ${known} and for ${candidate} in term ${term}`);
  }
}
