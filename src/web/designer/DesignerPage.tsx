/** The designer of one draft: asks for it, and keeps it on the screen whatever happens to the line. */
import './designer.css';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { call } from '../api/client.ts';
import { Loaded } from '../parts/parts.tsx';
import { DesignerDesk } from './DesignerDesk.tsx';

export default function DesignerPage() {
  const { id } = useParams();
  const draftId = Number(id);
  const query = useQuery({
    queryKey: ['drafts.open', draftId],
    queryFn: () => call('drafts.get', { params: { id: draftId } }),
    // Opened once: from then on the desk knows better than any answer that comes later.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  });
  return <Loaded query={query}>{(view) => <DesignerDesk key={view.id} view={view} />}</Loaded>;
}
