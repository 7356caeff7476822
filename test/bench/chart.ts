import { TIMELINE, shown, type Row } from './report';

/** What is drawn of each suite; all else stands in the table. */
const DRAWN = new Set([
  'throughput',
  'latency p50',
  'latency p99',
  'server cpu',
  'generator cpu',
  'time to the next accepted write',
  'memory per znode',
  'restart until it serves',
  'longest time without an answer while written and a snapshot is taken',
  'longest stall of an event loop while written and a snapshot is taken',
  'memory per session',
  'memory per watch',
  'last event',
  'list',
  'median second',
  '1st percentile of the seconds / median',
  'worst second / median',
  'longest stall',
]);

const COLOURS: Readonly<Record<string, string>> = { grove: '#2a7f4f', zookeeper: '#b5651d', etcd: '#3b6fb5' };
const WIDTH = 980;
const LABEL_WIDTH = 330;
const BAR_WIDTH = 380;
const LINE = 15;
const TIMELINE_HEIGHT = 140;

/** A page of bars, longest in its workload = full width, with whiskers from smallest to largest; and a line for each timeline. */
export function chart(rows: readonly Row[]): string {
  const page = new Page();
  for (const suite of distinct(rows.map((row) => row.suite))) {
    const own = rows.filter((row) => row.suite === suite);
    for (const metric of distinct(own.map((row) => row.metric)).filter((name) => DRAWN.has(name))) {
      page.heading(`${suite}: ${metric}`);
      const drawn = own.filter((row) => row.metric === metric);
      for (const workload of distinct(drawn.map((row) => row.workload))) {
        page.bars(
          workload,
          drawn.filter((row) => row.workload === workload),
        );
      }
    }
    const lines = own.filter((row) => row.metric.startsWith(TIMELINE));
    for (const workload of distinct(lines.map((row) => row.workload))) {
      page.heading(`${suite}: ${workload}, writes accepted in each 100 ms (median of the rounds), seconds from the fault`);
      page.timeline(lines.filter((row) => row.workload === workload));
    }
  }
  return page.toString();
}

class Page {
  private readonly parts: string[] = [];
  private y = 20;

  heading(title: string): void {
    this.y += LINE;
    this.text(10, this.y, title, 'font-weight="bold"');
    this.y += LINE + 3;
  }

  bars(workload: string, rows: readonly Row[]): void {
    const most = Math.max(...rows.map((row) => row.max), Number.MIN_VALUE);
    const scaled = (value: number): number => Math.max(0, (value / most) * BAR_WIDTH);
    this.text(10, this.y, workload);
    for (const { target, median, min, max, unit } of rows) {
      const middle = this.y - 4;
      this.rectangle(LABEL_WIDTH, this.y - 10, Math.max(1, scaled(median)), LINE - 4, colourOf(target));
      this.path(`M${n(LABEL_WIDTH + scaled(min))} ${n(middle)}H${n(LABEL_WIDTH + scaled(max))}`, '#222');
      this.text(LABEL_WIDTH + BAR_WIDTH + 8, this.y, `${target} ${shown(median)} ${unit} (${shown(min)}–${shown(max)})`);
      this.y += LINE;
    }
    this.y += 4;
  }

  timeline(rows: readonly Row[]): void {
    const times = rows.map(timeOf);
    const from = Math.min(...times);
    const to = Math.max(...times);
    const most = Math.max(...rows.map((row) => row.median), 1);
    const width = WIDTH - LABEL_WIDTH - 20;
    const x = (time: number): number => LABEL_WIDTH + ((time - from) / Math.max(1, to - from)) * width;
    const bottom = this.y + TIMELINE_HEIGHT;
    const y = (value: number): number => bottom - (value / most) * TIMELINE_HEIGHT;
    this.path(`M${n(LABEL_WIDTH)} ${n(bottom)}H${n(LABEL_WIDTH + width)}`, '#999');
    this.path(`M${n(x(0))} ${n(this.y)}V${n(bottom)}`, '#c33');
    for (let second = Math.ceil(from / 1000); second * 1000 <= to; second++)
      this.text(x(second * 1000) - 4, bottom + LINE - 2, String(second));
    distinct(rows.map((row) => row.target)).forEach((target, at) => {
      const points = rows.filter((row) => row.target === target).sort((one, other) => timeOf(one) - timeOf(other));
      this.path(
        points.map((row, index) => `${index === 0 ? 'M' : 'L'}${n(x(timeOf(row)))} ${n(y(row.median))}`).join(''),
        colourOf(target),
      );
      this.rectangle(10, this.y + at * LINE, 10, 10, colourOf(target));
      this.text(26, this.y + at * LINE + 9, `${target} (most: ${shown(Math.max(...points.map((row) => row.median)))})`);
    });
    this.y = bottom + LINE * 2;
  }

  toString(): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${n(this.y + 20)}" font-family="sans-serif" font-size="11">`,
      '<rect width="100%" height="100%" fill="white"/>',
      ...this.parts,
      '</svg>\n',
    ].join('\n');
  }

  private text(x: number, y: number, content: string, more = ''): void {
    this.parts.push(`<text x="${n(x)}" y="${n(y)}"${more === '' ? '' : ` ${more}`}>${escaped(content)}</text>`);
  }

  private rectangle(x: number, y: number, width: number, height: number, fill: string): void {
    this.parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"/>`);
  }

  private path(data: string, stroke: string): void {
    this.parts.push(`<path d="${data}" stroke="${stroke}" fill="none"/>`);
  }
}

function timeOf({ metric }: Row): number {
  return Number(metric.slice(TIMELINE.length));
}

function colourOf(target: string): string {
  return COLOURS[target] ?? '#777';
}

/** Coordinates with a tenth of a pixel. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
