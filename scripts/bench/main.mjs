// npm run bench [-- --only name]: prints ratios and sizes beside what they should be. It asserts
// nothing: a busy machine would make it lie.
import { parseArgs } from "node:util";
import { prepare } from "../setup/prepare.mjs";
import { withProblems, SetupProblem } from "../setup/problem.mjs";
