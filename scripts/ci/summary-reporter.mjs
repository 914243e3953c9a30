// A vitest reporter that writes how many tests passed, failed and were skipped, and why, to the file that the
// environment variable MILLRACE_TEST_SUMMARY names.
import { writeFileSync } from 'node:fs';

/** What of an error a reader needs in the closing list. */
const headline = error => (error.message ?? String(error)).split('\n')[0];

export default class SummaryReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: [], skipped: [] };
    for (const module of modules) {
      const file = module.relativeModuleId;
      // A file that cannot be loaded has no tests to fail: it counts as one failed test itself.
      for (const error of module.errors()) summary.failed.push(`${file}: ${headline(error)}`);
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors()) summary.failed.push(`${file}: ${suite.fullName}: ${headline(error)}`);
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${file}: ${test.fullName}`;
        if (result.state === 'passed') summary.passed += 1;
        else if (result.state === 'failed') summary.failed.push(name);
        else summary.skipped.push({ name, reason: result.note ?? '' });
      }
    }
    for (const error of unhandledErrors) summary.failed.push(`unhandled error: ${headline(error)}`);
    const path = process.env.MILLRACE_TEST_SUMMARY;
    if (path !== undefined) writeFileSync(path, JSON.stringify(summary));
  }
}
