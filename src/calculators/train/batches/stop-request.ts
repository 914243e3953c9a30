import { defineService, type Service } from '../../../graph/index.ts';

/** A wish of the host that training ends, in good order: after the epoch under way. */
export interface StopRequest {
  readonly isRequested: boolean;
}

/** The service through which a host asks training to end. Without it nobody does. */
export const stopRequestService: Service<StopRequest> = defineService<StopRequest>({
  key: 'stop_request',
  description: 'Whether training shall end after the epoch under way',
  create: () => ({ isRequested: false }),
});
