/** What was found to break a law of the engine, in the order it was found. */
export class LawLog {
  readonly #breaches: string[] = [];

  /** One line each: `where: breaks law N: fact.` */
  get breaches(): readonly string[] {
    return this.#breaches;
  }

  /** Writes a breach down. Only the first ones are kept: one defect breaks a law again at every step. */
  add(law: string, where: string, fact: string): void {
    if (this.#breaches.length < MOST) this.#breaches.push(`${where}: breaks law ${law}: ${fact}.`);
  }

  /** @throws Error with the first breach. */
  throwFirst(): void {
    const [first] = this.#breaches;
    if (first !== undefined) throw new Error(`${first} This is a defect of the engine.`);
  }
}

const MOST = 20;
