import type { Page } from 'playwright-core';

/**
 * Waits until an expression of the page is true, and returns its value. Unlike `waitForFunction` it works under a policy
 * that forbids generated code.
 *
 * @throws Error when it is not true in time.
 */
export async function waitFor(page: Page, expression: string, timeout = 60_000): Promise<unknown> {
  for (const end = performance.now() + timeout; ; ) {
    const value: unknown = await page.evaluate(expression);
    if (Boolean(value)) return value;
    if (performance.now() > end) throw new Error(`page: ${expression} was not true within ${timeout} ms.`);
    await page.waitForTimeout(50);
  }
}
