import './app/tokens.css';
import './app/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Shell } from './app/shell.tsx';
import { AskRoot } from './ask/use-ask.tsx';
import { learnServices } from './parts/learn-services.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
createRoot(root).render(
  <StrictMode>
    <AskRoot onAnswer={learnServices}>
      <Shell />
    </AskRoot>
  </StrictMode>,
);
