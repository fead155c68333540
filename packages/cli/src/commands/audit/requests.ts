import { requestSchema } from "@gatecrash/core";
import type { AskedRequest } from "@gatecrash/core";
import { z } from "zod";

const help = 'expected a request such as "GET /api/1 Host: shop.example"';

/** `<METHOD> <path> [Header: value]…`: a header begins with its name and a colon. */
const line = /^([A-Z]{1,20}) (\/[\x21-\x7e]*)((?: +[A-Za-z0-9-]{1,60}: ?[\x20-\x7e]*)?)$/;

const lineSchema = z
  .string()
  .regex(line, help)
  .transform((text): AskedRequest => {
    const [, method = "GET", path = "/", rest = ""] = line.exec(text) ?? [];
    const parts = rest.trim().split(/ +(?=[A-Za-z0-9-]{1,60}: )/);
    const headers = parts
      .filter((part) => part !== "")
      .map((part): [string, string] => {
        const at = part.indexOf(":");
        return [part.slice(0, at), part.slice(at + 1).trim()];
      });
    return { method, path, headers: Object.fromEntries(headers) };
  });

const { method, path, headers } = requestSchema.shape;

const partsSchema = z
  .strictObject({
    ...{ method, path, headers },
    body_bytes: z.int().min(0).max(67_108_864).optional(),
  })
  .transform(({ body_bytes, ...rest }): AskedRequest => {
    return { ...rest, ...(body_bytes === undefined ? {} : { body_bytes }) };
  });

/** A request that is asked besides those that are found: as a line, or with its parts by name. */
export const auditRequestSchema = z.union([lineSchema, partsSchema], { error: help });
