import { result } from "./rows.ts";

const script = "A script of the operator decides it, not the upstream.";

/** What a health check can end with. */
export const checks = [
  result("UNK", "Unknown", "local", {
    feasible: false,
    because: "What stands there before anything was checked is never logged.",
  }),
  result("INI", "Initializing", "local", {
    feasible: false,
    because: "What stands there before the first check is never logged.",
  }),
  result("CHECKED", "No status change", "configuration", {
    because: "An agent beside the upstream says so, and a configuration has to name it.",
  }),
  result("HANA", "Health analyze", "upstream"),
  result("SOCKERR", "Socket error", "upstream"),
  result("L4OK", "Layer4 check passed", "upstream"),
  result("L4TOUT", "Layer4 timeout", "network"),
  result("L4CON", "Layer4 connection problem", "upstream"),
  result("L6OK", "Layer6 check passed", "upstream"),
  result("L6TOUT", "Layer6 timeout", "upstream"),
  result("L6RSP", "Layer6 invalid response", "upstream"),
  result("L7OK", "Layer7 check passed", "upstream"),
  result("L7OKC", "Layer7 check conditionally passed", "upstream"),
  result("L7TOUT", "Layer7 timeout", "upstream"),
  result("L7RSP", "Layer7 invalid response", "upstream"),
  result("L7STS", "Layer7 wrong status", "upstream"),
  result("PROCOK", "External check passed", "configuration", { because: script }),
  result("PROCERR", "External check error", "configuration", { because: script }),
  result("PROCTOUT", "External check timeout", "configuration", { because: script }),
];
