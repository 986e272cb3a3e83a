#!/bin/bash
# Makes the Homebrew of this machine work without a network, and undoes it. Installs nothing, needs no network.
# Runs under bash 3.2; may be run again at any time. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no brew that it can serve.

{ # bash reads all of it before it runs any of it: a script that is changed meanwhile is not run.

set -u
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT
IFS=$' \t\n'
export LC_ALL=C

usage() {
  cat <<'TEXT'
Usage: bash offline-brew.sh [options]

  --undo       remove what this script has made, and nothing else
  --dry-run    say what would be done, and do nothing
  --brew PATH  the brew to change, where there are several
  --help       print this text
TEXT
}

say() { printf '%s\n' "$*"; }
note() { printf 'offline-brew.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  note "$*"
  exit "$code"
}

undo=0 dry_run=0 brew=''
while [ $# -gt 0 ]; do
  case $1 in
    --undo) undo=1 ;;
    --dry-run) dry_run=1 ;;
    --brew)
      [ -n "${2-}" ] || die 2 '--brew needs the path of a brew'
      shift
      brew=$1
      ;;
    --brew=?*) brew=${1#--brew=} ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      die 2 "unknown option: $1"
      ;;
  esac
  shift
done

# --- this machine's brew -----------------------------------------------------------------------------------------

if [ -n "$brew" ]; then
  { [ -f "$brew" ] && [ -x "$brew" ]; } || die 3 "$brew is no brew"
else
  brew=$(command -v brew) || brew=
  for candidate in /opt/homebrew/bin/brew /usr/local/bin/brew /home/linuxbrew/.linuxbrew/bin/brew; do
    [ -n "$brew" ] || { [ -x "$candidate" ] && brew=$candidate; }
  done
  [ -n "$brew" ] || die 3 'no brew is on this machine: install Homebrew first'
fi
prefix=$("$brew" --prefix </dev/null 2>/dev/null) || prefix=
repository=$("$brew" --repository </dev/null 2>/dev/null) || repository=
if [ -z "$prefix" ] || [ -z "$repository" ]; then
  die 3 "$brew does not start: $("$brew" --prefix </dev/null 2>&1 | tail -n 1)"
fi

[ "$(id -u)" != 0 ] || die 3 'do not run this as root: run it as the user who owns Homebrew'

env_file="$prefix/etc/homebrew/brew.env"
core="$repository/Library/Taps/homebrew/homebrew-core"
state="$prefix/var/brewpull"
record="$state/offline-brew"
begin='# brewpull offline-brew: begin. These lines let brew work without a network; offline-brew.sh --undo removes them.'
end='# brewpull offline-brew: end'
settings='HOMEBREW_NO_AUTO_UPDATE=1
HOMEBREW_NO_INSTALL_FROM_API=1'
# A file's lines are read by brew only since 4.1.3.
grep -q 'homebrew/brew\.env' "$repository/bin/brew" 2>/dev/null || {
  note "this Homebrew reads no brew.env: put these lines into ~/.zprofile or ~/.bash_profile, and undo it there"
  say "$settings" | sed 's/^/export /' >&2
  exit 3
}

# --- what is there -----------------------------------------------------------------------------------------------

exists() { [ -e "$1" ] || [ -L "$1" ]; }
cannot_write() {
  local owner
  owner=$(find "$prefix" -prune -exec ls -ld {} + | awk '{ print $3 }')
  die 1 "cannot write to $1: run this as the user who owns $prefix ($owner)"
}
# The folder of a path that does not exist, and those above it that do not exist either; the deepest first.
missing_folders() {
  local folder=$1
  while ! exists "$folder"; do
    printf '%s\n' "$folder"
    folder=${folder%/*}
  done
}
# The file that a chain of links leads to: a link of the owner's stays a link.
followed() {
  local path=$1 to
  while [ -L "$path" ]; do
    to=$(readlink "$path") || return 1
    case $to in /*) path=$to ;; *) path=${path%/*}/$to ;; esac
  done
  printf '%s' "$path"
}
# Prints a file without the block: all other bytes stay, and a last line without an end stays one.
without_block() {
  [ -f "$1" ] || return 0
  awk -v begin="$begin" -v end="$end" -v settings="${settings//$'\n'/ }" '
    BEGIN { count = split(settings, lines, " "); for (i = 1; i <= count; i++) ours[lines[i]] = 1 }
    $0 == begin { inside = 1; next }
    $0 == end { inside = 0; next }
    inside && ($0 in ours) { next }
    { printf "%s%s", printed++ ? "\n" : "", $0 }
    END { exit !printed }' "$1" || return 0
  [ -n "$(tail -c 1 "$1")" ] || echo
}
# Puts what it reads where a file is, at once; mode and owner stay.
write_file() { # path
  local path temporary
  path=$(followed "$1") || return 1
  rm -f -- "${path%/*}"/.brewpull-offline.*
  temporary=$(mktemp "${path%/*}/.brewpull-offline.XXXXXX" 2>/dev/null) || return 1
  if { if [ -f "$path" ]; then cp -p -- "$path" "$temporary"; else chmod 644 "$temporary"; fi } &&
    cat >"$temporary" && sync && mv -f -- "$temporary" "$path"; then
    return 0
  fi
  rm -f -- "$temporary"
  return 1
}

# --- undo --------------------------------------------------------------------------------------------------------

if [ "$undo" = 1 ]; then
  done_something=0
  if [ -f "$env_file" ] && grep -Fxq -e "$begin" "$env_file"; then
    done_something=1
    if [ "$dry_run" = 1 ]; then
      say "would be removed: the lines of this script in $env_file"
    elif ! without_block "$env_file" | write_file "$env_file"; then
      cannot_write "$env_file"
    fi
  fi
  if [ -f "$record" ]; then
    done_something=1
    while IFS=$'\t' read -r kind path; do
      case $kind in
        file)
          { [ -f "$path" ] && [ ! -L "$path" ] && [ ! -s "$path" ]; } || continue
          if [ "$dry_run" = 1 ]; then say "would be removed: $path"; else rm -f -- "$path"; fi
          ;;
        folder)
          [ -d "$path" ] || continue
          if [ "$dry_run" = 1 ]; then say "would be removed when empty: $path"; else rmdir -- "$path" 2>/dev/null; fi
          ;;
      esac
    done <"$record"
    [ "$dry_run" = 1 ] || rm -f -- "$record" || cannot_write "$record"
    rmdir -- "$state" 2>/dev/null
  fi
  if [ "$done_something" = 0 ]; then say "Nothing to undo: the Homebrew in $prefix has no offline settings of this script."; exit 0; fi
  [ "$dry_run" = 1 ] || say "The Homebrew in $prefix uses the network again."
  exit 0
fi

# --- do ----------------------------------------------------------------------------------------------------------

wanted=$(printf '%s\n%s\n%s' "$begin" "$settings" "$end")
made=$(
  [ -d "$core" ] || missing_folders "$core/Formula" | sed $'s/^/folder\t/'
  exists "$env_file" || printf 'file\t%s\n' "$env_file"
  missing_folders "${env_file%/*}" | sed $'s/^/folder\t/'
)
present=$(awk -v begin="$begin" -v end="$end" '$0 == begin { inside = 1 } inside { print } $0 == end { inside = 0 }' \
  "$env_file" 2>/dev/null)
if [ -z "$made" ] && [ "$present" = "$wanted" ]; then
  say "The Homebrew in $prefix has the offline settings already."
  exit 0
fi
if [ "$dry_run" = 1 ]; then
  [ -d "$core" ] || say "would be made: $core/Formula, an empty stand-in for the core tap"
  [ "$present" = "$wanted" ] || { say "would be written to $env_file:" && say "$settings" | sed 's/^/    /'; }
  exit 0
fi
mkdir -p -- "$state" 2>/dev/null || cannot_write "$state"
{
  [ ! -f "$record" ] || cat -- "$record"
  [ -z "$made" ] || printf '%s\n' "$made"
} | awk '!seen[$0]++' | write_file "$record" || cannot_write "$record"
[ -d "$core" ] || mkdir -p -- "$core/Formula" 2>/dev/null || cannot_write "$core"
mkdir -p -- "${env_file%/*}" 2>/dev/null || cannot_write "${env_file%/*}"
{
  printf '%s\n' "$wanted"
  without_block "$env_file"
} | write_file "$env_file" || cannot_write "$env_file"
say "The Homebrew in $prefix works without a network now. Undo it with: bash offline-brew.sh --undo"
exit 0
}
