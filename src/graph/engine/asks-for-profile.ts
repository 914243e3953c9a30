import type { GraphPlan } from '../config/graph-plan.ts';
import { serviceRequest } from '../service.ts';
import { profileService } from './standard-services.ts';

/** Whether a graph wants its calls timed: it says so in `profiler_config`, or a calculator in it reads the profile. */
export function asksForProfile({ config, nodes }: GraphPlan): boolean {
  if (config.profiler_config?.['enable_profiler'] === true) return true;
  return nodes.some(({ calculator }) =>
    Object.values(calculator.services).some(entry => serviceRequest(entry).service.key === profileService.key),
  );
}
