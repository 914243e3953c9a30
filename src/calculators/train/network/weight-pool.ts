/** Arrays for snapshots of weights, used again when a snapshot has been given back. */
export interface WeightPool {
  /** Copies of the values, and the function that gives them back. */
  copy(values: readonly Float32Array[]): { readonly copies: readonly Float32Array[]; readonly giveBack: () => void };
  /** Snapshots that are not given back. */
  readonly lent: number;
}

/** Makes a pool for variables that do not change their sizes. */
export function weightPool(): WeightPool {
  const spare: (readonly Float32Array[])[] = [];
  let lent = 0;
  return {
    get lent() {
      return lent;
    },
    copy(values) {
      const copies = spare.pop() ?? values.map(one => new Float32Array(one.length));
      copies.forEach((copy, i) => {
        copy.set(values[i] ?? []);
      });
      lent += 1;
      return {
        copies,
        giveBack() {
          lent -= 1;
          spare.push(copies);
        },
      };
    },
  };
}
