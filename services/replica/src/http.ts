import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the HTTP side asks of the replica. */
export interface HttpSources {
  /** In Prometheus' text format. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Null where it serves clients, else why not. */
  whyNotReady(): string | null;
  /** What it does not do although it is ready; null for nothing. */
  limitation(): string | null;
  /** Null before there is anything to tell. */
  status(): object | null;
}

interface Reply {
  readonly code: number;
  readonly contentType: string;
  readonly body: string;
}

/** `/metrics`, `/livez`, `/readyz` and `/status` for machines and people who look. */
export class HttpEndpoints {
  private readonly server: Server;

  constructor(private readonly sources: HttpSources) {
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.requestTimeout = 10_000;
    this.server.headersTimeout = 10_000;
    this.server.maxConnections = 1_000;
  }

  /** Answers the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error) => reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`)));
      this.server.listen(port, host, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let reply: Reply;
    try {
      reply = await this.reply(request);
    } catch (error) {
      reply = plain(500, error instanceof Error ? error.message : 'failed');
    }
    response.writeHead(reply.code, {
      'content-type': reply.contentType,
      'content-length': Buffer.byteLength(reply.body),
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : reply.body);
    request.resume();
  }

  private async reply(request: IncomingMessage): Promise<Reply> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET');
    switch (request.url?.split('?', 1)[0]) {
      case '/metrics': {
        const { contentType, text } = await this.sources.metrics();
        return { code: 200, contentType, body: text };
      }
      // Whoever gets this answer knows that the event loop turns, and that is the whole question.
      case '/livez':
        return plain(200, 'ok');
      case '/readyz': {
        const reason = this.sources.whyNotReady();
        if (reason !== null) return plain(503, reason);
        // Still ready: it answers reads, and keeps sessions and watches.
        const limitation = this.sources.limitation();
        return plain(200, limitation === null ? 'ok' : `ok, but ${limitation}`);
      }
      case '/status': {
        const status = this.sources.status();
        if (status === null) return plain(503, 'starting');
        return { code: 200, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(status)}\n` };
      }
      default:
        return plain(404, 'here are /metrics, /livez, /readyz and /status');
    }
  }
}

function plain(code: number, text: string): Reply {
  return { code, contentType: 'text/plain; charset=utf-8', body: `${text}\n` };
}
