/** The key map for the wall beside the screen. */
import { Button } from '@mantine/core';
import { useSay } from '../texts/texts.ts';
import { KeyTable } from './KeyTable.tsx';

export default function KeysPage() {
  const say = useSay();
  return (
    <div className="page keys-page">
      <header className="page-head">
        <h1>{say('web-keys-title')}</h1>
        <Button className="no-print" onClick={() => print()}>
          {say('web-print')}
        </Button>
      </header>
      <KeyTable />
      <p className="quiet">{say('web-keys-ime')}</p>
    </div>
  );
}
