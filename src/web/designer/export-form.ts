/** A form's file, saved where the browser saves things. */
import { call } from '../api/client.ts';

/** `form`: `ID` or `ID@VERSION`. @throws ApiProblem as `call` */
export const exportForm = async (form: string): Promise<void> => {
  const content = await call('forms.export', { params: { form } });
  const bytes = new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: 'application/json' });
  const address = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = address;
  link.download = `${form}.json`;
  link.click();
  // Not at once: some browsers only begin to read it after this.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
