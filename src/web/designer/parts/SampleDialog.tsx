/** Another sample for a form that has one already: its cover, its closing page, or a better scan. */
import { Modal } from '@mantine/core';
import { useSay } from '../../texts/texts.ts';
import type { Hand } from '../use-designer.ts';
import { SamplePanel } from './SamplePanel.tsx';

type Props = Readonly<{ draftId: number; hand: Hand; onClose: () => void }>;

export const SampleDialog = ({ draftId, hand, onClose }: Props) => {
  const say = useSay();
  return (
    <Modal opened onClose={onClose} title={say('design-add-sample')} size="lg">
      <SamplePanel draftId={draftId} hand={hand} onDone={onClose} />
    </Modal>
  );
};
