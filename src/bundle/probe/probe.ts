import { compareReleases, findReleaseByCodename } from '../../core/macos.ts';
import type { Probe } from './probe-schema.ts';
import { INTEL_FAMILIES } from './cpu-family.ts';

/**
 * Gives the script that describes the machine it runs on: POSIX shell, needs no more than a bare macOS or Linux has,
 * changes nothing, asks no network, and prints one line of JSON that {@link parseProbe} reads.
 */
export function probeSnippet(): string {
  return SNIPPET;
}

const SNIPPET = String.raw`#!/bin/sh
# Describes this machine for brewpull. Changes nothing, sends nothing. Keep the line it prints: sh probe.sh > mac.json
LC_ALL=C
export LC_ALL
quote() { printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037' | sed 's/[\\"]/\\&/g')"; }
brew=$(command -v brew 2>/dev/null)
for place in /opt/homebrew/bin/brew /usr/local/bin/brew /home/linuxbrew/.linuxbrew/bin/brew; do
  [ -z "$brew" ] && [ -x "$place" ] && brew=$place
done
prefix= cellar= version=
if [ -n "$brew" ]; then
  prefix=$("$brew" --prefix </dev/null 2>/dev/null)
  cellar=$("$brew" --cellar </dev/null 2>/dev/null)
  version=$(HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_INSTALL_FROM_API=1 "$brew" --version </dev/null 2>/dev/null | sed -n '1s/^Homebrew //p')
fi
arch=$(uname -m)
if [ "$(uname -s)" = Darwin ]; then
  system=macos
  release=$(sw_vers -productVersion)
  family=$(sysctl -n hw.cpufamily 2>/dev/null)
  if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ] && [ "$prefix" != /usr/local ]; then arch=arm64; fi
else
  system=linux
  release=$(uname -r)
  family=
fi
printf '{"schemaVersion":1,"system":"%s","systemVersion":' "$system"
quote "$release"
printf ',"arch":'
quote "$arch"
printf ',"cpuFamily":'
quote "$family"
printf ',"prefix":'
quote "$prefix"
printf ',"cellar":'
quote "$cellar"
printf ',"brewVersion":'
quote "$version"
printf ',"kegs":['
comma=
if [ -n "$cellar" ]; then
  for keg in "$cellar"/*/*; do
    [ -s "$keg/INSTALL_RECEIPT.json" ] || continue
    rack=$(dirname "$keg")
    name=$(basename "$rack")
    linked=false
    [ "$(cd "$prefix/opt/$name" 2>/dev/null && pwd -P)" = "$(cd "$keg" && pwd -P)" ] && linked=true
    printf '%s{"name":' "$comma"
    quote "$name"
    printf ',"version":'
    quote "$(basename "$keg")"
    printf ',"isLinked":%s}' "$linked"
    comma=,
  done
fi
printf ']}\n'
`;

/**
 * Says when the machine's processor is older than those that Homebrew builds for on its macOS (`Hardware.oldest_cpu`,
 * Library/Homebrew/extend/os/mac/hardware.rb at 4.1.0 and aad366ffaf): its bottles may then stop with an illegal
 * instruction, as happens on Macs that run a newer macOS than Apple supports there.
 */
export function cpuWarning({ target, cpuFamily }: Probe): string | undefined {
  if (target.system !== 'macos' || target.arch !== 'x86_64' || cpuFamily === undefined)
    return undefined;
  const { release } = target;
  const isFrom = (codename: string): boolean => {
    const first = findReleaseByCodename(codename);
    return first !== undefined && compareReleases(release, first) >= 0;
  };
  // Mojave's bottles were built for Nehalem until Homebrew stopped building them; the rule now begins at Catalina.
  const oldest = isFrom('ventura') ? 'westmere' : isFrom('mojave') ? 'nehalem' : 'core2';
  if (rank(cpuFamily) < 0 || rank(cpuFamily) >= rank(oldest)) return undefined;
  return `the processor of this Mac (${cpuFamily}) is older than those that Homebrew builds for on macOS ${release.version} (${oldest}): some programs may stop with "Illegal instruction"`;
}

function rank(name: string): number {
  return INTEL_FAMILIES.findIndex(([, family]) => family === name);
}
