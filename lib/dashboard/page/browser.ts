/** What the page uses of the browser. The types of the whole browser would be there in programs of Node, too. */

interface Browser {
  readonly document: { readonly hidden: boolean; getElementById(id: string): unknown };
  readonly location: { readonly hash: string };
  readonly history: { replaceState(state: null, title: string, address: string): void };
}

export const { document, location, history } = globalThis as unknown as Browser;
