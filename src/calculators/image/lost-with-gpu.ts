/** What each calculator counts where a frame was lost with its device. */
export const lostWithGpu = 'lost_with_the_gpu';
