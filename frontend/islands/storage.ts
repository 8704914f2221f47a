// What is kept on the phone: drafts, and answers and a ballot that wait for signal. All of it is under one prefix, so
// that signing out leaves nothing behind. A phone that refuses storage keeps nothing, and all else works.

const prefix = "pp:";

export const draft = (name: string): string => `${prefix}typed:${name}`;
export const ballot = (round: string): string => `${prefix}ballot:${round}`;
export const answer = (form: string): string => `${prefix}answer:${form}`;

/** Reads something kept, or undefined. */
export function read<T>(store: Storage, key: string): T | undefined {
  try {
    const text = store.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps something; false when the phone refuses. */
export function write(store: Storage, key: string, value: unknown): boolean {
  try {
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Lists what is kept under a beginning of a key. */
export const keys = (store: Storage, start: string): string[] => Object.keys(store).filter((key) => key.startsWith(start));

/** Forgets everything. */
export function forget(): void {
  for (const store of [localStorage, sessionStorage]) for (const key of keys(store, prefix)) store.removeItem(key);
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (new URL(form.action).pathname.startsWith("/sign-out")) forget();
});
