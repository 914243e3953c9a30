/** The element of an id, which index.html has. @throws TypeError when it does not. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, id: string): HTMLElementTagNameMap[K] {
  const found = document.querySelector<HTMLElementTagNameMap[K]>(`${tag}#${id}`);
  if (found === null) throw new TypeError(`studio: there is no <${tag} id="${id}">. Add it to index.html.`);
  return found;
}
