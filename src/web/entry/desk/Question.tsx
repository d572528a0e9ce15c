/** A colleague's question about the entry, and the answer to it. */
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { problemText } from '../../api/problem-text.ts';
import type { EntryView } from '../../api/types.ts';
import { useSay } from '../../texts/texts.ts';

export const Question = ({
  question,
  onAnswered,
}: Readonly<{ question: EntryView['questions'][number]; onAnswered: () => void }>) => {
  const say = useSay();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    try {
      await call('entries.answer', { params: { id: question.id }, body: { text: text.trim() } });
      onAnswered();
    } catch (error) {
      setProblem(problemText(error, say));
    }
  };
  return (
    <form
      className="banner question"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void send();
      }}
    >
      <p>
        <strong>{say('web-question-from', { name: question.by })}</strong> {question.text}
      </p>
      <input
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={500}
        aria-label={say('web-answer')}
        placeholder={say('web-answer')}
      />
      <button type="submit" className="plain-button">
        {say('web-answer-do')}
      </button>
      {problem !== null && <p className="note-bad">{problem}</p>}
    </form>
  );
};
