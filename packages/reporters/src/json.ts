import { defineReporter } from "@gatecrash/core";

/** Legal in JSON, but not fit for a terminal: DEL, C1, line separators, bidirectional controls. */
const unprintable = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

export default defineReporter({
  id: "json",
  summary: "The whole report as one JSON document, as its schema describes it.",
  *render(report) {
    const text = JSON.stringify(report, null, 2).replace(
      unprintable,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    yield `${text}\n`;
  },
});
