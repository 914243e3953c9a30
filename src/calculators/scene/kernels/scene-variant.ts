/**
 * Which kind of scenes: a presenter at a desk for demo clips; the wide variety that the network is trained on; or, for
 * the published figures, textures, hair and company that training never shows.
 */
export type SceneVariant = 'training' | 'held-out' | 'presenter';
