/** A request that is thought through, not sent. */
export interface Trial {
  /** Id of the front. */
  front: string;
  method: string;
  host: string;
  /** Decoded. */
  path: string;
  /** Without its `?`. */
  query: string;
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Address that the client comes from. */
  client: string;
  /** It shows a certificate that the proxy trusts. */
  certificate: boolean;
  /** Files that have to be there; all others are missing. */
  files: readonly string[];
  /** What is taken for granted about things that cannot be known. */
  assumed: Readonly<Record<string, number>>;
}

export const clientAddress = "127.0.0.1";

export function trialOf(front: string, host: string, path: string): Trial {
  const [method, query, client] = ["GET", "", clientAddress];
  const rest = { headers: {}, certificate: false, files: [], assumed: {} };
  return { front, method, host, path, query, client, ...rest };
}

export function keyOf(trial: Trial): string {
  return JSON.stringify(trial);
}

/** A header of this value; an empty one takes it away. */
export function withHeader(trial: Trial, name: string, value: string): Trial {
  const { [name]: _, ...others } = trial.headers;
  return { ...trial, headers: value === "" ? others : { ...others, [name]: value } };
}

/** As it is sent: all that has a meaning of its own in a URI is escaped. */
export function encodePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/g, (each) => {
    return `%${(each.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}
