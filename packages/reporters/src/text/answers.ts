import { answersOf } from "../shared/answers.ts";
import type { Matrix } from "../shared/matrix.ts";
import { visible } from "../shared/visible.ts";
import type { Paper } from "./paper.ts";
import { flow, pad, width, wrap } from "./width.ts";

/** Which faults give 502, which 504, which nothing: a line each, by proxy. */
export function* answerLines(matrix: Matrix, paper: Paper): Generator<string> {
  const answers = answersOf(matrix);
  if (answers.length === 0) return;
  const lines = answers.flatMap(({ got, by }) =>
    by.map(({ proxies, faults }, index) => ({
      got: index === 0 ? got : "",
      proxies: visible(proxies),
      faults: faults.map(visible),
    })),
  );
  const got_columns = 4 + Math.max(...lines.map((line) => width(line.got)));
  const widest = Math.max(...lines.map((line) => width(line.proxies)));
  const proxies_columns = 2 + Math.min(widest, Math.floor(paper.columns / 4));
  const indent = got_columns + proxies_columns;
  yield paper.ink("strong", "Which faults give");
  for (const { got, proxies, faults } of lines) {
    const names = wrap(proxies, proxies_columns - 2);
    const texts = flow(faults, ", ", paper.columns - indent);
    for (let row = 0; row < Math.max(names.length, texts.length); row += 1) {
      const label = pad(row === 0 ? `  ${got}` : "", got_columns);
      const name = pad(names[row] ?? "", proxies_columns);
      yield `${paper.ink("strong", label)}${paper.ink("faint", name)}${texts[row] ?? ""}`.trimEnd();
    }
  }
  yield "";
}
