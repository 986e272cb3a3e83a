/**
 * Returns the script that describes the machine it runs on: POSIX shell, needs only what a bare macOS or Linux has, installs and
 * downloads nothing, uses no network, and prints one line of JSON that `parseProbe` reads.
 */
export function probeSnippet(): string {
  return SNIPPET;
}

/**
 * A brew without its Ruby downloads it as soon as it is asked anything that needs Ruby, so the script first looks where brew
 * would look (`setup-ruby-path`, Library/Homebrew/utils/ruby.sh at 4.1.25, 4.6.10 and 6.0.18), and starts only a brew that has
 * one: with an empty cache and a proxy that does not exist, in case it tries to download all the same.
 */
const SNIPPET = String.raw`#!/bin/sh
# Describes this machine for brewpull. Installs nothing, downloads nothing, sends nothing. Keep the line it prints:
# sh probe.sh > mac.json
LC_ALL=C
export LC_ALL
quote() { printf '"%s"' "$(printf '%s' "$1" | tr -d '\000-\037\177' | sed 's/[\\"]/\\&/g')"; }
field() { printf ',"%s":' "$1"; quote "$2"; }
# What others wrote: one short line of plain characters.
plain() { tr -c '\040-\176\n' '?' | cut -c1-300; }
brew=$(command -v brew 2>/dev/null)
for place in /opt/homebrew/bin/brew /usr/local/bin/brew /home/linuxbrew/.linuxbrew/bin/brew "$HOME/homebrew/bin/brew"; do
  [ -z "$brew" ] && [ -x "$place" ] && brew=$place
done
machine=$(uname -m)
if [ "$(uname -s)" = Darwin ]; then system=macos; else system=linux; fi
if [ "$system" = macos ]; then
  release=$(sw_vers -productVersion)
  family=$(sysctl -n hw.cpufamily 2>/dev/null)
else
  release=$(uname -r)
  family=
fi

# --- the brew that is here ---

work=''
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
same() { [ -d "$1" ] && [ "$(cd "$1" 2>/dev/null && pwd -P)" = "$(cd "$2" 2>/dev/null && pwd -P)" ]; }
# For which system its Ruby is built.
find_tag() {
  kernel=linux
  [ "$system" = macos ] && kernel=darwin
  ruby_tag=$(sed -n 's/^ruby_TAG=//p' "$library/vendor/portable-ruby-$brew_arch-$kernel" 2>/dev/null | sed -n 1p | plain)
  [ -z "$ruby_tag" ] || return 0
  ruby_tag=$(sed -n 's/^ *ruby_FILENAME="portable-ruby-[0-9._]*\.\([a-z0-9_]*\)\.bottle.*/\1/p' "$library/cmd/vendor-install.sh" 2>/dev/null |
    while IFS= read -r tag; do
      case $kernel-$brew_arch-$tag in
        (linux-*-"$brew_arch"_linux | darwin-arm64-arm64_*) ;;
        (linux-* | darwin-arm64-* | *-arm64_* | *_linux) continue ;;
      esac
      printf '%s\n' "$tag"
      break
    done)
}
# A Ruby of the system that this brew takes, which it does on Linux alone.
find_system_ruby() {
  [ "$system" = linux ] || return 1
  [ -z "$HOMEBREW_FORCE_VENDOR_RUBY" ] || return 1
  grep -qs '^HOMEBREW_FORCE_VENDOR_RUBY=.' /etc/homebrew/brew.env "$prefix/etc/homebrew/brew.env" \
    "$XDG_CONFIG_HOME/homebrew/brew.env" "$HOME/.homebrew/brew.env" && return 1
  versions=$(sed -n -e 's/^export HOMEBREW_REQUIRED_RUBY_VERSION="*\([0-9.]*\).*/\1/p' \
    -e 's/.*supported_ruby_versions+=("\([0-9.]*\)").*/\1/p' "$library/utils/ruby.sh" 2>/dev/null)
  old_ifs=$IFS
  IFS=:
  set -f
  # shellcheck disable=SC2086 # split at colons
  set -- /usr/bin /bin /usr/sbin /sbin $PATH
  set +f
  IFS=$old_ifs
  for folder; do
    [ -x "$folder/ruby" ] || continue
    for each in $versions; do
      "$folder/ruby" --enable-frozen-string-literal --disable=gems,did_you_mean,rubyopt \
        "$library/utils/ruby_check_version_script.rb" "$each" </dev/null >/dev/null 2>&1 || continue
      ruby=system ruby_folder=$folder
      return 0
    done
  done
  return 1
}
find_ruby() {
  wanted=$(sed -n 1p "$library/vendor/portable-ruby-version" 2>/dev/null | plain)
  [ -n "$wanted" ] || { reason='it does not say which Ruby it needs: it was not started'; return 0; }
  current=$library/vendor/portable-ruby/current
  cached=
  for file in "$("$brew" --cache </dev/null 2>/dev/null)/portable-ruby-$wanted."*.bottle.tar.gz; do
    [ -f "$file" ] && cached=1
  done
  if [ -x "$current/bin/ruby" ] && same "$current" "$library/vendor/portable-ruby/$wanted"; then
    ruby=portable ruby_version=$wanted ruby_folder=$current/bin
  elif [ -n "$cached" ]; then
    ruby=cached reason="Portable Ruby $wanted is in the cache of brew, which unpacks it when it first starts"
  elif [ -x "$current/bin/ruby" ]; then
    ruby=outdated ruby_version=$(basename "$(readlink "$current")" | plain) starts=no
    reason="it has Portable Ruby $ruby_version and needs $wanted, which it would have to download"
  elif find_system_ruby; then
    :
  elif [ "$system" = macos ] && grep -qs 'SYSTEM_RUBY_NEW_ENOUGH="1"' "$library/brew.sh"; then
    reason='it may use the Ruby of macOS, which brew did before 4.1: it was not started'
  else
    ruby=none starts=no reason="Portable Ruby $wanted is not there, and brew would have to download it"
  fi
  case $ruby in portable | system) ;; *) return 0 ;; esac
  if [ ! -f "$ruby_folder/bundle" ] && grep -qs 'install bundler' "$library/utils/ruby.sh"; then
    starts=no reason='its Ruby has no bundler, which brew would have to download'
  elif [ "$(id -u)" = 0 ]; then
    reason='the script ran as root, and brew does not start for root'
  else
    start_brew
  fi
}
moment() { sleep 0.05 2>/dev/null || sleep 1; }
start_brew() {
  [ -n "$work" ] || work=$(mktemp -d "${'${'}TMPDIR:-/tmp}/brewpull.XXXXXX" 2>/dev/null) || { reason='no temporary folder can be made'; return 0; }
  rm -f "$work/late" "$work/armed" "$work/over"
  seconds=${'${'}PROBE_SECONDS:-60}
  (
    unset HOMEBREW_DEVELOPER HOMEBREW_COLOR HOMEBREW_VERBOSE HOMEBREW_DEBUG
    for switch in NO_AUTO_UPDATE NO_INSTALL_FROM_API NO_ANALYTICS NO_GITHUB_API NO_ENV_HINTS NO_BOOTSNAP NO_COLOR; do
      export "HOMEBREW_$switch=1"
    done
    export HOMEBREW_CACHE="$work/cache" http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9
    [ -z "$git" ] || export HOMEBREW_GIT_PATH="$git"
    exec "$brew" config
  ) </dev/null >"$work/said" 2>&1 &
  child=$!
  (
    sleep "$seconds" &
    nap=$!
    trap 'kill "$nap" 2>/dev/null; : >"$work/over"; exit 0' TERM
    : >"$work/armed"
    wait "$nap"
    : >"$work/late"
    kill -9 "$child"
    : >"$work/over"
  ) >/dev/null 2>&1 &
  guard=$!
  wait "$child" 2>/dev/null
  code=$?
  # A signal is lost where it comes before the trap is set, or just before the wait.
  until [ -f "$work/armed" ]; do moment; done
  kill "$guard" 2>/dev/null
  until [ -f "$work/over" ]; do
    moment
    kill "$guard" 2>/dev/null
  done
  wait "$guard" 2>/dev/null
  if [ "$code" = 0 ]; then
    starts=yes
    [ "$ruby" = system ] && ruby_version=$(sed -n 's/^Homebrew Ruby: \([0-9.]*\).*/\1/p' "$work/said" | sed -n 1p)
  elif [ -f "$work/late" ]; then
    reason="brew config did not end within $seconds seconds"
  else
    starts=no
    reason=$(sed -n 's/^Error: //p' "$work/said" | sed -n '$p' | plain)
    [ -n "$reason" ] || reason=$(sed -n '/^dyld/p' "$work/said" | sed -n 1p | plain)
    [ -n "$reason" ] || reason=$(sed -n '/[^[:space:]]/p' "$work/said" | sed -n '$p' | plain)
    [ -n "$reason" ] || reason="brew config exited with $code"
  fi
}
look_at() { # path of a brew
  brew=$1 starts=unknown reason='' ruby='' ruby_version='' ruby_tag='' wanted='' version='' git=''
  prefix=$("$brew" --prefix </dev/null 2>/dev/null)
  cellar=$("$brew" --cellar </dev/null 2>/dev/null)
  repository=$("$brew" --repository </dev/null 2>/dev/null)
  library=$repository/Library/Homebrew
  # An Intel prefix stays one on Apple silicon, as brew has it.
  brew_arch=$machine
  if [ "$system" = macos ]; then
    [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" = 1 ] && brew_arch=arm64
    [ "$prefix" = /usr/local ] && brew_arch=x86_64
  fi
  case $brew_arch in aarch64) brew_arch=arm64 ;; amd64) brew_arch=x86_64 ;; esac
  if [ -z "$prefix" ] || [ -z "$repository" ]; then
    starts=no reason=$("$brew" --prefix </dev/null 2>&1 | sed -n '/[^[:space:]]/p' | sed -n '$p' | plain)
    return 0
  fi
  # Without developer tools git is a dialog that offers to install them.
  if [ "$system" = macos ] && ! xcode-select -p >/dev/null 2>&1; then
    git=/usr/bin/false
    version=$(cat "$repository"/.git/describe-cache/* 2>/dev/null | sed -n 1p)
  else
    version=$(HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_INSTALL_FROM_API=1 "$brew" --version </dev/null 2>/dev/null | sed -n '1s/^Homebrew //p')
  fi
  find_ruby
  find_tag
}
prefix='' cellar=''
if [ -n "$brew" ]; then
  first=$brew
  look_at "$first"
  # One that install.sh of a bundle has laid down beside it.
  for other in "$(dirname "$first")"/brew-[0-9]*; do
    { [ "$starts" = no ] && [ -x "$other" ]; } || continue
    look_at "$other"
    [ "$starts" = yes ] || look_at "$first"
  done
fi
arch=$machine
if [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ] && [ "$prefix" != /usr/local ]; then arch=arm64; fi

printf '{"schemaVersion":1,"system":"%s"' "$system"
field systemVersion "$release"
field arch "$arch"
field cpuFamily "$family"
field prefix "$prefix"
field cellar "$cellar"
field brewVersion "$version"
if [ -n "$brew" ]; then
  printf ',"brew":{"starts":"%s"' "$starts"
  field reason "$reason"
  field arch "$brew_arch"
  printf ',"ruby":"%s"' "${'${'}ruby:-unknown}"
  field rubyVersion "$ruby_version"
  field rubyWanted "$wanted"
  field rubyTag "$ruby_tag"
  printf '}'
fi
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
