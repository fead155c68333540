import type { AuditRequest, Configuration } from "./configuration.ts";
import type { Trial } from "./trial.ts";

/** Stands in records and reports in place of a secret. */
const redacted = "<redacted>";

/** A configuration as it may be shown: headers that hold a secret are there to be sent only. */
export function withoutSecrets(configuration: Configuration): Configuration {
  const routes = configuration.routes.map((route) => {
    const { request } = route;
    if (!request) return route;
    return { ...route, request: { ...request, headers: hide(request.headers, request) } };
  });
  return { ...configuration, routes };
}

/** A trial of an audit as it may be shown. */
export function trialWithoutSecrets(trial: Trial, { routes }: Configuration): Trial {
  const route = routes.find(({ id }) => id === trial.audited?.route);
  const { request } = route ?? {};
  if (!request?.secret_headers) return trial;
  const requests = trial.requests.map((each) => ({
    ...each,
    headers: hide(each.headers, request),
  }));
  return { ...trial, requests };
}

/** Names of fields are not case-sensitive (RFC 9110, section 5.1). */
function hide(
  headers: Readonly<Record<string, string>>,
  { secret_headers = [] }: AuditRequest,
): Record<string, string> {
  const secret = new Set(secret_headers.map((name) => name.toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secret.has(name.toLowerCase()) ? redacted : value,
    ]),
  );
}
