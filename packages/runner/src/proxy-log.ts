import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { addressText } from "@gatecrash/core";
import type { Fact, LaunchSpec, LogSource, ProxyDriver, Route } from "@gatecrash/core";

/** A line of a log is recorded up to this length. */
const line_bytes_max = 4_000;

/** Turns a proxy's log into facts: parsed by its driver, given to the trial whose route it names. */
export class ProxyLog {
  readonly #driver: ProxyDriver;
  readonly #lane: string;
  readonly #journal: (fact: Fact) => void;
  readonly #trialOfRoute: ReadonlyMap<string, string>;
  readonly #routeOfAddress: ReadonlyMap<string, string>;

  constructor(
    driver: ProxyDriver,
    lane: string,
    routes: readonly Route[],
    trial_ids: readonly string[],
    journal: (fact: Fact) => void,
  ) {
    this.#driver = driver;
    this.#lane = lane;
    this.#journal = journal;
    this.#trialOfRoute = new Map(routes.map((route, index) => [route.id, trial_ids[index] ?? ""]));
    this.#routeOfAddress = new Map(
      routes.flatMap(({ id, front, dns }) =>
        (dns ? [front, dns] : [front]).map((each) => [addressText(each), id] as const),
      ),
    );
  }

  /** One line of one of the proxy's logs. */
  add(line: string, source: LogSource): void {
    const kept = line.slice(0, line_bytes_max);
    const parsed = this.#driver.parseLog(kept, source);
    const address = parsed?.front ?? parsed?.name_server ?? "";
    const route = parsed?.route ?? this.#routeOfAddress.get(address);
    if (route === "ready") return;
    const trial_id = route === undefined ? undefined : this.#trialOfRoute.get(route);
    this.#journal({
      kind: "logged",
      lane: this.#lane,
      ...(trial_id === undefined ? {} : { trial_id }),
      log: source.log,
      line: kept,
      ...(route === undefined ? {} : { route }),
      marks: parsed?.marks ?? [],
      ...(parsed?.status === undefined ? {} : { status: parsed.status }),
      ...(parsed?.attempts === undefined ? {} : { attempts: parsed.attempts }),
    });
  }

  /** Lines of a stream that the launch names as a log. */
  addFrom(from: "stdout" | "stderr", line: string, launch: LaunchSpec): void {
    const source = launch.logs.find((each) => each.from === from) ?? {
      from,
      log: "error" as const,
    };
    this.add(line, source);
  }

  /** Logs that are files are read when the proxy has ended, and so are complete. */
  async addFiles(launch: LaunchSpec, folder: string): Promise<void> {
    for (const source of launch.logs) {
      if (typeof source.from === "string") continue;
      const text = await readFile(join(folder, source.from.file), "latin1").catch(() => "");
      for (const line of text.split("\n")) if (line !== "") this.add(line, source);
    }
  }
}
