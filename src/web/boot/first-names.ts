/** What the log-in inside the document is found by: known to the build, which writes it, and to the script that lets it be sent. */
export const FIRST_FORM = 'first-form';
export const FIRST_NAME = 'first-name';
export const FIRST_PASSWORD = 'first-password';
