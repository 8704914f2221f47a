// Says of each journey whether it went through, why not if not, and in the last line how many of each there were.
import { inspect } from "node:util";

export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (data.details?.type === "suite" || data.skip || data.todo) continue;
    if (type === "test:pass") {
      passed++;
      yield `ok      ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    } else if (type === "test:fail") {
      failed++;
      yield `FAILED  ${data.name}\n${inspect(data.details.error?.cause ?? data.details.error)}\n`;
    }
  }
  yield `${passed} passed, ${failed} failed\n`;
}
