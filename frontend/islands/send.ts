/** Puts a file into a form's field, as if it had been chosen there, or takes it out. */
export function put(input: HTMLInputElement, file?: File): void {
  const chosen = new DataTransfer();
  if (file) chosen.items.add(file);
  input.files = chosen.files;
}

export const megabytes = 1 << 20;
