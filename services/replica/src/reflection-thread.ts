import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReflectionAnswer, ReflectionQuestion } from './reflection-worker';

/** Built code, from sources as well: Node runs no TypeScript. */
const WORKER = join(__dirname, '..', 'dist', 'reflection-worker.js');

/** How long the thread stays when nobody asks, and its memory with it. A tool asks many times in a row. */
const LINGER_MS = 30_000;

const HEAP_MEGABYTES_MAX = 128;

interface Asked {
  readonly resolve: (response: Uint8Array | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The thread that answers reflection (`reflection-worker.ts`): started by the first question, ended when nobody has asked for a while. One that
 * could not start or died fails the questions that it was asked, and the next question starts another. It never keeps the process alive.
 */
export class ReflectionThread {
  private worker: Worker | null = null;
  private lastId = 0;
  private readonly asked = new Map<number, Asked>();
  private linger: NodeJS.Timeout | null = null;

  constructor(
    private readonly file = WORKER,
    private readonly lingerMs = LINGER_MS,
  ) {}

  /**
   * `request`: an encoded ServerReflectionRequest of the version `service`. Answers with an encoded ServerReflectionResponse, null where the
   * request is malformed; questions are answered in their order.
   */
  ask(service: string, request: Uint8Array): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      // Throws where the system gives no thread, which is this question's failure.
      this.worker ??= this.start();
      if (this.linger !== null) clearTimeout(this.linger);
      this.lastId += 1;
      // A copy: what is posted would be copied with all of the memory around it.
      const question: ReflectionQuestion = { id: this.lastId, service, request: new Uint8Array(request) };
      this.asked.set(question.id, { resolve, reject });
      this.worker.postMessage(question, [question.request.buffer]);
    });
  }

  /** Ends the thread; questions without an answer fail. */
  close(): void {
    const { worker } = this;
    if (worker === null) return;
    this.gone(worker, new Error('it was closed'));
    void worker.terminate();
  }

  private start(): Worker {
    // Options that the process was started with are not for this thread.
    const worker = new Worker(this.file, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES_MAX } });
    worker.on('message', (answer: ReflectionAnswer) => this.answered(answer));
    worker.on('error', (error: unknown) => this.gone(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => this.gone(worker, new Error(`its thread ended with ${code}`)));
    // Last: a listener for messages makes it count again.
    worker.unref();
    return worker;
  }

  private answered({ id, response }: ReflectionAnswer): void {
    this.asked.get(id)?.resolve(response);
    this.asked.delete(id);
    if (this.asked.size > 0) return;
    this.linger = setTimeout(() => this.close(), this.lingerMs);
    this.linger.unref();
  }

  /** An exit follows an error, and perhaps the start of another: only the first news of a thread counts. */
  private gone(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = null;
    if (this.linger !== null) clearTimeout(this.linger);
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const { reject } of asked) reject(error);
  }
}
