/** Words by which a skip says that a launcher or proxy was not there. */
const needsPlace =
  /\b(docker|daemon|compose|container|image|netns|namespaces?|process|launchers?|nginx|haproxy)\b/i;

/**
 * Sums up test files. Where `requireAll` is set, a skip for want of a launcher or proxy counts as
 * failed: the machine was set up to have them all.
 * @param {readonly import("./read-tap.mjs").FileResult[]} results
 */
export function totalsOf(results, requireAll) {
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const skips = results.flatMap(({ file, skips }) => skips.map((skip) => ({ file, ...skip })));
  const forbidden = requireAll ? skips.filter((skip) => needsPlace.test(skip.reason)) : [];
  return {
    passed: sum((result) => result.passed),
    failed: sum((result) => result.failed) + forbidden.length,
    skips: skips.filter((skip) => !forbidden.includes(skip)),
    forbidden,
  };
}

/** The lines below the suite: skips with their reasons, and the closing line. */
export function summary({ passed, failed, skips, forbidden }) {
  const line = ({ file, name, reason }) =>
    `  ${file}${name === file ? "" : ` > ${name}`}: ${reason}`;
  return [
    ...(skips.length > 0 ? ["Skipped:", ...skips.map(line)] : []),
    ...(forbidden.length > 0
      ? ["Skipped, but GATECRASH_REQUIRE_ALL=1 allows no such skip:", ...forbidden.map(line)]
      : []),
    `${passed} passed, ${failed} failed, ${skips.length} skipped`,
  ];
}
