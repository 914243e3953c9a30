const NAMES = [
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** What 4K pictures and tfjs's programs need of a device, as far as the adapter has it. */
export function largestLimits(limits: GPUSupportedLimits): Record<string, number> {
  return Object.fromEntries(NAMES.map(name => [name, limits[name]]));
}
