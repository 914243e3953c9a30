import type { NodeRuntime } from './node-runtime.ts';

/** At the end of a run: closes what is still open, in node order, and gives back what nodes still hold. What they send goes nowhere. */
export async function closeNodes(nodes: readonly NodeRuntime[]): Promise<void> {
  for (const node of nodes) {
    if (!node.behaviour.needsClose) continue;
    await new Promise<void>(resolve => {
      node.close(false, resolve);
    });
  }
  for (const node of nodes) node.dispose();
}
