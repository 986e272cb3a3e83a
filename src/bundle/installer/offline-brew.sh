#!/bin/bash
# Makes the Homebrew of this machine work without a network, or undoes that. Installs nothing.
# Runs under bash 3.2; may be run again at any time. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no brew that it can serve.

{ # bash reads all of it before it runs any of it: a script that is changed meanwhile is not run.

set -u
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT
IFS=$' \t\n'
export LC_ALL=C

usage() {
  cat <<'TEXT'
Usage: bash offline-brew.sh [options] [BOTTLE...]

  --undo       remove what this script has made, and nothing else
  --dry-run    say what would be done, and do nothing
  --shell      print the lines that do almost the same for one shell, and do nothing
  --brew PATH  the brew to change, where there are several
  --help       print this text

Name the bottles that you want to `brew reinstall` and that are not installed yet: brew looks up every name in them.
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

mode='do' dry_run=0 brew='' bottles=()
while [ $# -gt 0 ]; do
  case $1 in
    --undo) mode=undo ;;
    --shell) mode=shell ;;
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
    -*)
      usage >&2
      die 2 "unknown option: $1"
      ;;
    *)
      [ -f "$1" ] || die 2 "there is no file $1"
      bottles[${#bottles[@]}]=$1
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
cellar=$("$brew" --cellar </dev/null 2>/dev/null) || cellar=
repository=$("$brew" --repository </dev/null 2>/dev/null) || repository=
if [ -z "$prefix" ] || [ -z "$repository" ]; then
  die 3 "$brew does not start: $("$brew" --prefix </dev/null 2>&1 | tail -n 1)"
fi

# The value that HOMEBREW_DEVELOPER needs for bottles and formulae given by path; empty if it needs none. Since 4.6.4 brew
# takes them only if it is set. That has side effects: unknown names in `conflicts_with` and old words in formulae become
# errors. From 5.0.0 to 5.1.14, a 0 allows the paths and nothing else.
developer_value() {
  local config="$repository/Library/Homebrew/env_config.rb"
  grep -q forbid_packages_from_paths "$config" 2>/dev/null || return 0
  # Up to 4.6.3 it is an optional setting.
  grep -q 'ENV\["HOMEBREW_DEVELOPER"\]\.blank?' "$config" || return 0
  if grep -q 'env_value\.present? && FALSY_VALUES\.exclude?(env_value\.downcase)$' "$config" &&
    grep -A 5 'HOMEBREW_DEVELOPER: ' "$config" | grep -q 'boolean: *true'; then
    echo 0
  else
    echo 1
  fi
}
developer=$(developer_value)

env_file="$prefix/etc/homebrew/brew.env"
core="$repository/Library/Taps/homebrew/homebrew-core"
state="$prefix/var/brewpull"
record="$state/offline-brew"
begin='# brewpull offline-brew: begin. These lines let brew work without a network; offline-brew.sh --undo removes them.'
end='# brewpull offline-brew: end'
# Without the last, `brew info` asks the network how often a formula is installed.
settings="HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_INSTALL_FROM_API=1 HOMEBREW_NO_ANALYTICS=1${developer:+ HOMEBREW_DEVELOPER=$developer}"
ours='HOMEBREW_NO_AUTO_UPDATE=1 HOMEBREW_NO_INSTALL_FROM_API=1 HOMEBREW_NO_ANALYTICS=1 HOMEBREW_DEVELOPER=0 HOMEBREW_DEVELOPER=1'

has_block() { [ -f "$env_file" ] && grep -Fxq -e "$begin" "$env_file"; }
if [ "$mode" = shell ]; then
  has_block && [ -d "$core" ] && exit 0
  say "export $settings"
  # shellcheck disable=SC2016 # for the shell of whoever reads it
  [ -d "$core" ] || say 'mkdir -p "$(brew --repository)/Library/Taps/homebrew/homebrew-core/Formula"'
  exit 0
fi
[ "$(id -u)" != 0 ] || die 3 'do not run this as root: run it as the user who owns Homebrew'

# --- files -------------------------------------------------------------------------------------------------------

exists() { [ -e "$1" ] || [ -L "$1" ]; }
cannot_write() {
  # shellcheck disable=SC2012 # of one folder, whose name is not read
  die 1 "cannot write to $1: run this as the user who owns $prefix, $(ls -ld -- "$prefix" | awk '{ print $3 }')"
}
# For a path that does not exist: lists it and the missing folders above it, deepest first.
missing_folders() {
  local folder=$1
  while ! exists "$folder"; do
    printf 'folder\t%s\n' "$folder"
    folder=${folder%/*}
  done
}
# The file that a chain of links leads to: a link that the owner made stays a link.
followed() {
  local path=$1 to
  while [ -L "$path" ]; do
    to=$(readlink "$path") || return 1
    case $to in /*) path=$to ;; *) path=${path%/*}/$to ;; esac
  done
  printf '%s' "$path"
}
# Prints a file without the block: all other bytes stay, and so does a last line without a line break.
without_block() {
  [ -f "$1" ] || return 0
  awk -v begin="$begin" -v end="$end" -v settings="$ours" '
    BEGIN { count = split(settings, lines, " "); for (i = 1; i <= count; i++) ours[lines[i]] = 1 }
    $0 == begin { inside = 1; next }
    $0 == end { inside = 0; next }
    inside && ($0 in ours) { next }
    { printf "%s%s", printed++ ? "\n" : "", $0 }
    END { exit !printed }' "$1" || return 0
  [ -n "$(tail -c 1 "$1")" ] || echo
}
# Replaces a file with what it reads, in one step; mode and owner stay.
write_file() { # path
  local path temporary
  path=$(followed "$1") || return 1
  temporary=$(mktemp "${path%/*}/.brewpull-offline.XXXXXX" 2>/dev/null) || return 1
  if { if [ -f "$path" ]; then cp -p -- "$path" "$temporary"; else chmod 644 "$temporary"; fi } &&
    cat >"$temporary" && mv -f -- "$temporary" "$path"; then
    return 0
  fi
  rm -f -- "$temporary"
  return 1
}
# Removes what an interrupted run left beside a file.
clear_leavings() { rm -f -- "$1"/.brewpull-offline.*; }

is_stub() { [ -f "$1" ] && [ ! -L "$1" ] && grep -Fxq "  $stub_line" "$1"; }
stub_line='desc "Stands in for a formula that is not needed to install a bottle"'

# --- undo --------------------------------------------------------------------------------------------------------

remove_made() { # kind, path
  case $1 in
    file) { [ -f "$2" ] && [ ! -L "$2" ] && [ ! -s "$2" ]; } || return 0 ;;
    stub) is_stub "$2" || return 0 ;;
    folder) [ -d "$2" ] || return 0 ;;
    *) return 0 ;;
  esac
  if [ "$dry_run" = 1 ]; then
    if [ "$1" = folder ]; then say "would be removed when empty: $2"; else say "would be removed: $2"; fi
  elif [ "$1" = folder ]; then
    clear_leavings "$2"
    rmdir -- "$2" 2>/dev/null
  else
    rm -f -- "$2" || cannot_write "$2"
  fi
  return 0
}

if [ "$mode" = undo ]; then
  if ! has_block && [ ! -f "$record" ]; then
    say "Nothing to undo: the Homebrew in $prefix has no offline settings of this script."
    exit 0
  fi
  if has_block; then
    if [ "$dry_run" = 1 ]; then
      say "would be removed: the lines of this script in $env_file"
    else
      without_block "$env_file" | write_file "$env_file" || cannot_write "$env_file"
      clear_leavings "${env_file%/*}"
    fi
  fi
  if [ -f "$record" ]; then
    while IFS=$'\t' read -r kind path; do remove_made "$kind" "$path"; done <"$record"
    if [ "$dry_run" = 0 ]; then
      rm -f -- "$record" || cannot_write "$record"
      clear_leavings "$state"
      rmdir -- "$state" 2>/dev/null
    fi
  fi
  [ "$dry_run" = 1 ] || say "The Homebrew in $prefix uses the network again."
  exit 0
fi

# --- what is to be made --------------------------------------------------------------------------------------------

# Since 4.1.4, brew reads brew.env files.
grep -q 'homebrew/brew\.env' "$repository/bin/brew" 2>/dev/null || {
  note "this Homebrew reads no brew.env: put these lines into ~/.zprofile or ~/.bash_profile"
  say "export $settings" >&2
  # shellcheck disable=SC2016 # for the shell of whoever reads it
  [ -d "$core" ] || say 'mkdir -p "$(brew --repository)/Library/Taps/homebrew/homebrew-core/Formula"' >&2
  exit 3
}

# Removes what an interrupted install.sh put where the core tap would be.
if [ "$dry_run" = 0 ] && [ -f "$state/stand-in" ]; then
  while IFS= read -r path; do
    case $path in '') ;; *.rb) rm -f -- "$path" ;; *) rmdir -- "$path" 2>/dev/null ;; esac
  done <"$state/stand-in"
  rm -f -- "$state/stand-in"
fi

# A variable that one of the owner's files sets is not overridden.
user_config="${XDG_CONFIG_HOME:+$XDG_CONFIG_HOME/homebrew}"
wanted=$begin
for setting in $settings; do
  variable=${setting%%=*} said=''
  for file in /etc/homebrew/brew.env "$env_file" "${user_config:-$HOME/.homebrew}/brew.env"; do
    [ -r "$file" ] || continue
    line=$(without_block "$file" | grep "^[[:blank:]]*$variable=" | tail -n 1)
    [ -n "$line" ] || continue
    line=${line#"${line%%[![:blank:]]*}"}
    said=$file
    [ "$line" = "$setting" ] || note "$file says $line, not $setting: it stays as it is"
  done
  [ -z "$said" ] || continue
  wanted="$wanted"$'\n'"$setting"
  if [ -n "${!variable+set}" ] && [ "${!variable}" != "${setting#*=}" ]; then
    note "this shell sets $variable=${!variable}; from now on brew takes $setting from $env_file"
  fi
done
wanted="$wanted"$'\n'"$end"
present=$([ -f "$env_file" ] && awk -v begin="$begin" -v end="$end" \
  '$0 == begin { inside = 1 } inside { print } $0 == end { inside = 0 }' "$env_file")

# Names that formulae mention and brew looks up: build and test dependencies, what macOS has, conflicts. A formula in brew's
# cache answers for such a name if neither a keg nor a tap does. A missing dependency of a keg gets one, too: without it,
# brew knows nothing about what that keg needs, and autoremove takes the rest of it away.
mentioned_names() { # 1 for all that is needed, too; reads formulae
  awk -v all="$1" '
    /^[[:blank:]]*(depends_on|uses_from_macos|conflicts_with)[[:blank:]]/ { text = "" }
    text != "" || /^[[:blank:]]*(depends_on|uses_from_macos|conflicts_with)[[:blank:]]/ {
      text = text $0
      if (text ~ /,[[:blank:]]*$/) next
      if (text ~ /^[[:blank:]]*(depends_on|uses_from_macos)[[:blank:]]+"/) {
        if (all || text ~ /=>/ || text ~ /uses_from_macos/) { split(text, parts, "\""); print parts[2] }
      } else if (text ~ /^[[:blank:]]*conflicts_with/) {
        sub(/because:.*/, "", text); count = split(text, parts, "\"")
        for (i = 2; i < count; i += 2) print parts[i]
      }
      text = ""
    }' | grep -E '^[A-Za-z0-9][A-Za-z0-9@+._-]*$'
}
names_of_kegs() {
  local file
  for file in "$cellar"/*/*/.brew/*.rb; do
    [ ! -f "$file" ] || { cat -- "$file" && echo; }
  done | mentioned_names 1
}
# A bottle must not find its own name there: brew would take that formula instead of the one inside.
stubs='' own_names=' '
names_of_bottles() {
  local file base name keg
  for file in ${bottles[@]+"${bottles[@]}"}; do
    base=${file##*/} name=${base%%--*}
    keg=${base#*--} keg=${keg%.bottle.*}
    tar -xzOf "$file" "$name/${keg%.*}/.brew/$name.rb" 2>/dev/null || note "no formula of $name is in $file"
    echo
  done | mentioned_names 0
}
for file in ${bottles[@]+"${bottles[@]}"}; do
  name=${file##*/}
  own_names="$own_names${name%%--*} "
done
write_stub() { # name
  printf '%s\n' "$1" | awk '{
    for (i = 1; i <= length($0); i++) {
      c = substr($0, i, 1); following = substr($0, i + 1, 1)
      if (i == 1) class = toupper(c)
      else if (c ~ /[-_.]/ && following ~ /[A-Za-z0-9]/) { class = class toupper(following); i++ }
      else if (c == "@" && following ~ /[0-9]/) class = class "AT"
      else class = class (c == "+" ? "x" : tolower(c))
    }
    print "class " class " < Formula"
  }'
  printf '  %s\n' "$stub_line" 'homepage "https://brew.sh/"' 'url "https://brew.sh/stand-in-1.tar.gz"' 'version "1"'
  echo end
}
cache=$("$brew" --cache </dev/null 2>/dev/null) || cache=''
if [ -n "$cache" ] && [ ! -e "$core/.git" ]; then
  for name in $({ names_of_kegs; names_of_bottles; } | sort -u); do
    case $own_names in *" $name "*) continue ;; esac
    if [ ! -d "$cellar/$name" ] && ! exists "$cache/Formula/$name.rb"; then stubs="$stubs$name "; fi
  done
fi
# Stubs of an earlier run for names that are there by now.
outdated_stubs() {
  local kind path name
  [ -f "$record" ] || return 0
  while IFS=$'\t' read -r kind path; do
    name=${path##*/} name=${name%.rb}
    if [ "$kind" != stub ] || ! is_stub "$path"; then continue; fi
    if [ -d "$cellar/$name" ]; then say "$path"; else
      case $own_names in *" $name "*) say "$path" ;; esac
    fi
  done <"$record"
}
outdated=$(outdated_stubs)

made=$(
  for name in $stubs; do printf 'stub\t%s\n' "$cache/Formula/$name.rb"; done
  [ -z "$stubs" ] || missing_folders "$cache/Formula"
  [ -d "$core" ] || missing_folders "$core/Formula"
  exists "$env_file" || printf 'file\t%s\n' "$env_file"
  missing_folders "${env_file%/*}"
)
if [ -z "$made$outdated" ] && [ "$present" = "$wanted" ]; then
  say "The Homebrew in $prefix has the offline settings already."
  exit 0
fi
if [ "$dry_run" = 1 ]; then
  [ -d "$core" ] || say "would be made: $core/Formula, an empty stand-in for the core tap"
  [ "$present" = "$wanted" ] || { say "would be written to $env_file:" && say "$wanted" | sed 's/^/    /'; }
  [ -z "$stubs" ] || say "would be written to $cache/Formula, stand-ins for names that formulae mention: $stubs"
  exit 0
fi

# --- make it -----------------------------------------------------------------------------------------------------

# What will be made is written down first.
mkdir -p -- "$state" 2>/dev/null || cannot_write "$state"
clear_leavings "$state"
{
  [ ! -f "$record" ] || cat -- "$record"
  [ -z "$made" ] || printf '%s\n' "$made"
} | awk '!seen[$0]++' | write_file "$record" || cannot_write "$record"
sync
[ -d "$core" ] || mkdir -p -- "$core/Formula" 2>/dev/null || cannot_write "$core"
if [ -n "$stubs" ]; then
  mkdir -p -- "$cache/Formula" 2>/dev/null || cannot_write "$cache/Formula"
  clear_leavings "$cache/Formula"
  for name in $stubs; do
    write_stub "$name" | write_file "$cache/Formula/$name.rb" || cannot_write "$cache/Formula"
  done
fi
[ -z "$outdated" ] || say "$outdated" | while IFS= read -r path; do rm -f -- "$path"; done
mkdir -p -- "${env_file%/*}" 2>/dev/null || cannot_write "${env_file%/*}"
clear_leavings "${env_file%/*}"
# In front of the owner's lines, so that a last line without a line break stays as it was.
{
  printf '%s\n' "$wanted"
  without_block "$env_file"
} | write_file "$env_file" || cannot_write "$env_file"
sync
# Tried with each of these versions: the keg is moved aside, and the formula is looked up by name only.
case $("$brew" --version </dev/null 2>/dev/null) in
  'Homebrew 4.6.18'* | 'Homebrew 4.6.19'* | 'Homebrew 4.6.20'*)
    note 'with this Homebrew "brew reinstall ./FILE" fails and takes away what is installed: type "brew uninstall --force NAME" and "brew install ./FILE"'
    ;;
esac
said=$("$brew" config </dev/null 2>&1) ||
  die 1 "the settings are written, but $brew does not start without a network: $(
    say "$said" | grep -E '^(Error|fatal): ' || say "$said" | grep -v '^$' | tail -n 1
  )"
say "The Homebrew in $prefix works without a network now. Undo it with: bash offline-brew.sh --undo"
exit 0
}
