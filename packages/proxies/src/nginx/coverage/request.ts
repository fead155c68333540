import { overHttp, rows } from "./rows.ts";

/** Sending the request. */
export const request = [
  ...rows(
    {
      protocol: "any",
      phase: "send request",
      level: "error",
      cause: "upstream",
      when: { protocols: overHttp },
    },
    [
      {
        id: "send-timeout",
        message: "upstream timed out (110: Connection timed out) while sending request to upstream",
        says: /upstream timed out \(110: [^)]*\) while sending request to upstream/,
      },
      {
        id: "send-reset",
        message:
          "writev() failed (104: Connection reset by peer) while sending request to upstream",
        says: /(?:writev|send|sendfile)\(\) failed \((?:104|32): [^)]*\) while sending request to upstream/,
      },
      {
        id: "send-early-reset",
        message: "recv() failed (104: Connection reset by peer) with a part of the request unsent",
        says: /recv\(\) failed \(104: [^)]*\) while reading response header from upstream/,
        when: { symptoms: ["request-aborted", "early-answer", "request-unread"] },
        known_by: "its line, when the upstream had not read all of the request",
      },
    ],
  ),
  ...rows(
    {
      protocol: "tcp",
      phase: "send request",
      level: "crit",
      cause: "local",
      when: { protocols: ["tcp"] },
    },
    [
      {
        id: "send-nopush",
        message: "setsockopt(!TCP_CORK) failed",
        says: /setsockopt\(!?TCP_CORK\) failed/,
        feasible: false,
        because: "The kernel would have to refuse an option that it knows.",
      },
    ],
  ),
  ...rows(
    {
      protocol: "any",
      phase: "send request",
      level: "info",
      cause: "client",
      when: { protocols: overHttp },
    },
    [
      {
        id: "send-body-client",
        message: "client prematurely closed connection",
        says: /(?:epoll_wait\(\) reported that )?client prematurely closed connection(?!, so)/,
        because: "The client stops sending.",
      },
    ],
  ),
];
