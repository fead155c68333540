import t from "tap";
import { dnsMessage, dnsName, dnsPointer, dnsRecord, dnsSection, dnsTypes } from "../src/index.ts";

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");

t.test("a good answer, byte by byte (RFC 1035, section 4)", async (t) => {
  const section = dnsSection(dnsName("a.test"), dnsTypes.A);
  t.equal(hex(section), "0161047465737400" + "0001" + "0001");
  const record = dnsRecord({ type: dnsTypes.A, ttl_s: 70_000, data: "\x7f\0\0\x01" });
  t.equal(hex(record), "c00c" + "0001" + "0001" + "00011170" + "0004" + "7f000001");
  const message = dnsMessage({ id: 0x1234, section, answers: [record] });
  t.equal(hex(message.slice(0, 12)), "1234" + "8580" + "0001" + "0001" + "0000" + "0000");
  t.equal(message.slice(12), section + record);
});

t.test("every field can be wrong", async (t) => {
  const message = dnsMessage({ id: 1, section: "", flags: 0x0123, questions: 7 });
  t.equal(hex(message), "0001" + "0123" + "0007" + "0000" + "0000" + "0000");
  const record = dnsRecord({ owner: "\x80", type: 99, dns_class: 3, data: "x", length: 500 });
  t.equal(hex(record), "80" + "0063" + "0003" + "00000001" + "01f4" + "78");
  t.equal(hex(dnsPointer(0x3fff)), "ffff");
  t.equal(hex(dnsName(".")), "00");
});
