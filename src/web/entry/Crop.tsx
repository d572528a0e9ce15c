/** The strip of paper right above the input. Where it cannot come, words say where to look. */
import { useState } from 'react';
import { useSay } from '../texts/texts.ts';
import { CROP_WIDTH, pictureUrl } from './work.ts';

export const Crop = ({ crop, label }: Readonly<{ crop: string | null; label: string }>) => {
  const say = useSay();
  const [isMissing, setMissing] = useState(false);
  if (crop === null || isMissing) return <div className="crop crop-none">{say('web-no-crop')}</div>;
  return (
    <div className="crop">
      <img
        src={pictureUrl(crop, CROP_WIDTH)}
        alt={say('web-crop-of', { field: label })}
        draggable={false}
        onError={() => setMissing(true)}
      />
    </div>
  );
};
