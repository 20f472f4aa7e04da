import type { Progress } from "./sources.ts";

/** A step that has ended well. */
export interface StepRecord {
  name: string;
  detail: string;
  seconds: number;
}

export interface StepOptions {
  /** Whether the work shows itself what it does: then nothing is written until it ends. Default: false. */
  ownOutput?: boolean;
}

/** Where the steps are shown: a terminal gets a line that is rewritten, anything else a line now and then. */
export interface Display {
  write(text: string): void;
  isTTY: boolean;
  columns: number;
}

const heartbeatMilliseconds = 15_000;
const liveMilliseconds = 500;

const stderrDisplay: Display = {
  write: (text) => process.stderr.write(text),
  get isTTY() {
    return process.stderr.isTTY;
  },
  get columns() {
    return process.stderr.columns;
  },
};

/** Shows steps and keeps their times; the functions below use the one of this process. */
export class StepLog {
  readonly records: StepRecord[] = [];
  readonly #display: Display;

  constructor(display: Display = stderrDisplay) {
    this.#display = display;
  }

  async step<T>(
    name: string,
    doing: string,
    work: (progress: Progress) => Promise<T>,
    { ownOutput = false }: StepOptions = {},
  ): Promise<T> {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    let detail = doing;
    const terminal = this.#display.isTTY && !ownOutput;
    const live = (): void => {
      if (terminal) this.#rewrite(`… ${name}: ${detail} (${formatSeconds(seconds())})`);
      else this.#line(`… ${name}: ${detail} (${formatSeconds(seconds())} so far)`);
    };
    if (terminal) live();
    else this.#line(`… ${name}: ${doing}`);
    const timer = ownOutput ? undefined : setInterval(live, terminal ? liveMilliseconds : heartbeatMilliseconds);
    try {
      const result = await work((text) => {
        detail = text;
        if (terminal) live();
      });
      this.records.push({ name, detail, seconds: seconds() });
      if (terminal) this.#clear();
      this.#line(`✓ ${name}: ${detail} (${formatSeconds(seconds())})`);
      return result;
    } catch (error) {
      if (terminal) this.#clear();
      this.#line(`✗ ${name}: ${detail} (${formatSeconds(seconds())})`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** The steps that ended well, one a line, with their times. */
  table(): string {
    const width = Math.max(4, ...this.records.map(({ name }) => name.length));
    const lines = this.records.map(
      ({ name, detail, seconds }) => `  ${name.padEnd(width)}  ${formatSeconds(seconds).padStart(8)}  ${detail}`,
    );
    return [`  ${"Step".padEnd(width)}  ${"Time".padStart(8)}  Detail`, ...lines].join("\n");
  }

  #line(text: string): void {
    this.#display.write(`${text}\n`);
  }

  #rewrite(text: string): void {
    const columns = this.#display.columns || 80;
    this.#display.write(`\r\u001b[2K${text.length < columns ? text : `${text.slice(0, columns - 2)}…`}`);
  }

  #clear(): void {
    this.#display.write("\r\u001b[2K");
  }
}

export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const ofThisProcess = new StepLog();

/**
 * Does one step of the work: says what is done, shows it going on, and says the time it took (all on stderr). The last
 * text given to `progress` becomes the step's detail in the table at the end.
 */
export function step<T>(
  name: string,
  doing: string,
  work: (progress: Progress) => Promise<T>,
  options?: StepOptions,
): Promise<T> {
  return ofThisProcess.step(name, doing, work, options);
}

export function stepTable(): string {
  return ofThisProcess.table();
}
