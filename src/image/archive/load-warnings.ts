import type { Platform } from '../../registry/platform.ts';

/** `maxLayerDepth` in moby's layer/layer_store.go. */
const CLASSIC_LAYERS = 125;

/** Lists in whole sentences which versions of Docker will not load or run an image. */
export function loadWarnings(
  name: string,
  layers: number,
  platform: Platform | undefined,
): readonly string[] {
  const warnings: string[] = [];
  if (layers > CLASSIC_LAYERS) {
    warnings.push(
      `${name} has ${layers} layers: Docker's classic image store (the usual one before 29) takes ${CLASSIC_LAYERS}.`,
    );
  }
  if (platform?.architecture.startsWith('wasm') === true) {
    warnings.push(
      `${name} is WebAssembly: Docker runs it only with the containerd image store and a Wasm runtime.`,
    );
  }
  return warnings;
}
