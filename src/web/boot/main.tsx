/**
 * The first thing loaded: small, because it comes over a bad line. It shows the log-in while the rest is fetched behind it.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { preferredLanguage, speak } from '../texts/texts.ts';
import { Boot } from './Boot.tsx';
import './boot.css';

const root = document.getElementById('root');
if (root !== null) {
  await speak(preferredLanguage());
  createRoot(root).render(
    <StrictMode>
      <Boot />
    </StrictMode>,
  );
}
