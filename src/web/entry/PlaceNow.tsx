/** What became of the unit that a place names: offered beside the field for whoever looks for it, never put into it. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { useSay } from '../texts/texts.ts';
import { showDate } from './typing/dates.ts';

type Props = Readonly<{ text: string }>;

export const PlaceNow = ({ text }: Props) => {
  const say = useSay();
  const { data } = useQuery({
    queryKey: ['place-now', text],
    queryFn: ({ signal }) => call('places.now', { body: { text: text.slice(0, 400) }, signal }),
    enabled: text.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (data?.items ?? []).map(({ was, now, partly, since }) => (
    <p key={`${was} ${now}`} className="note-soft">
      {say(partly ? 'web-place-now-partly' : 'web-place-now', { place: now, on: showDate(since) })}
    </p>
  ));
};
