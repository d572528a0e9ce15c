/** Everything that is wrong or missing, at once; each leads to its place. */
import { useSay } from '../../texts/texts.ts';
import { inWeight, type Problem } from '../editing/designer.ts';

type Props = Readonly<{ problems: readonly Problem[]; onGo: (problem: Problem) => void }>;

export const ProblemList = ({ problems, onGo }: Props) => {
  const say = useSay();
  if (problems.length === 0) return <p className="note-good pad-small">{say('design-problems-none')}</p>;
  return (
    <ul className="problems" aria-label={say('design-problems')}>
      {inWeight(problems).map((problem) => (
        <li
          key={`${problem.code} ${problem.part} ${problem.item} ${problem.line} ${problem.other?.item} ${problem.params.field ?? ''}`}
        >
          <button type="button" data-blocks={problem.blocks} onClick={() => onGo(problem)}>
            <span className="problem-weight">{say(`design-blocks-${problem.blocks}`)}</span>
            {problem.message}
          </button>
        </li>
      ))}
    </ul>
  );
};
