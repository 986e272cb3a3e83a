#!/bin/bash
# Lays down the Homebrew that this bundle brings, on a machine without one that starts. install.sh checks a copy of this
# script and runs it. Runs under bash 3.2. May be killed at any moment: the next run cleans up and finishes the work.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 needs the user's decision, 4 damaged files.

{ # bash reads all of it before it runs any of it: a script that is changed meanwhile is not run.

set -u
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT
IFS=$' \t\n'
export LC_ALL=C

say() { printf '%s\n' "$*"; }
note() { printf 'install.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  note "$*"
  exit "$code"
}

# check: say nothing unless it cannot be laid; dry-run: say what would be done; lay: do it.
mode='' bundle='' sums='' list='' result='' system='' machine='' macos=''
# Where it goes: a new prefix, beside a brew that does not start, or in its place.
prefix='' broken='' reason='' how=''
while [ $# -gt 0 ]; do
  case $1 in
    check | dry-run | lay) mode=$1 ;;
    --beside) how=beside ;;
    --replace) how=replace ;;
    --bundle | --sums | --list | --result | --system | --machine | --macos | --prefix | --broken | --reason)
      [ $# -gt 1 ] || die 2 "$1 needs a value"
      case $1 in
        --bundle) bundle=$2 ;;
        --sums) sums=$2 ;;
        --list) list=$2 ;;
        --result) result=$2 ;;
        --system) system=$2 ;;
        --machine) machine=$2 ;;
        --macos) macos=$2 ;;
        --prefix) prefix=$2 ;;
        --broken) broken=$2 ;;
        --reason) reason=$2 ;;
      esac
      shift
      ;;
    *) die 2 "lay-brew.sh: unknown option: $1" ;;
  esac
  shift
done
if [ -z "$mode" ] || [ -z "$bundle" ] || [ -z "$sums" ] || [ -z "$list" ] || [ -z "$result" ] || [ -z "$machine" ]; then
  die 2 'lay-brew.sh is run by install.sh'
fi
[ -n "$broken" ] || how=new

# --- what the bundle brings ---------------------------------------------------------------------------------------

is_plain() { # letters, digits and . _ - and no - or . in front
  case $1 in
    '' | [-.]* | *[!A-Za-z0-9._-]*) return 1 ;;
  esac
}
is_sum() {
  case $1 in *[!0-9a-f]*) return 1 ;; esac
  [ "${#1}" = 64 ]
}
tag='' lines=0
while IFS=$'\t' read -r a b c d e f g rest; do
  case $a in '#'*) continue ;; esac
  tag=$a source=$c source_sum=$d ruby_version=$e ruby=$f ruby_sum=$g lines=$((lines + 1))
  case $b in 0 | 1) ;; *) die 4 "brew.tsv is damaged: line $((lines + 1))" ;; esac
  if ! is_plain "$a" || ! is_plain "${c#brew/}" || ! is_sum "$d" || ! is_plain "$e" || ! is_plain "${f#brew/}" ||
    ! is_sum "$g" || [ -n "${rest-}" ] || [ "${c%%/*}${f%%/*}" != brewbrew ]; then
    die 4 "brew.tsv is damaged: line $((lines + 1))"
  fi
done <"$list"
[ "$lines" = 1 ] || die 4 'brew.tsv is damaged: it must name one Homebrew'
if ! grep -Fxq -e "$source_sum  $source" "$sums" || ! grep -Fxq -e "$ruby_sum  $ruby" "$sums"; then
  die 4 "SHA256SUMS does not list $source and $ruby as brew.tsv does"
fi

sum_of() {
  if command -v shasum >/dev/null 2>&1; then shasum -a 256; else sha256sum; fi <"$1" | cut -c1-64
}
check_file() { # its name in the bundle, its sum, where it is
  local found
  if [ ! -f "$3" ] || [ -L "$3" ]; then die 4 "$1 is missing: copy the bundle again"; fi
  found=$(sum_of "$3")
  [ "$found" = "$2" ] || die 4 "$1 is damaged: SHA256SUMS says $2, its bytes have $found: copy the bundle again"
}
# No member's name may lead elsewhere. The file comes by stdin, as GNU tar takes a name with a colon for a remote machine's.
check_members() { # options of tar, its name in the bundle, what every name begins with, where it is
  tar "$1" - <"$4" | awk -v start="$3" '
    /^\// || /(^|\/)\.\.(\/|$)/ || (start != "" && index($0, start) != 1) { bad = 1 }
    END { exit bad || NR == 0 }' || die 4 "$2 is not what brewpull packs: a member would lead elsewhere"
}
check_file "$source" "$source_sum" "$bundle/$source"
check_file "$ruby" "$ruby_sum" "$bundle/$ruby"

# --- where it goes ------------------------------------------------------------------------------------------------

# The folder without links, even if its end does not exist yet.
physical() {
  local at=$1 rest=''
  while [ ! -d "$at" ]; do
    rest="/${at##*/}$rest"
    at=${at%/*}
    [ -n "$at" ] || at=/
  done
  at=$(cd -P -- "$at" && pwd -P) || return 1
  printf '%s' "${at%/}$rest"
}
# Sets its_prefix and its_repository of a brew as bin/brew itself finds them.
locate() { # path of a brew
  local folder link
  folder=$(cd -P -- "$(dirname -- "$1")" 2>/dev/null && pwd -P) || return 1
  its_prefix=${folder%/*} its_repository=${folder%/*}
  if [ -L "$1" ]; then
    link=$(readlink "$1")
    case $link in /*) ;; *) link="$folder/$link" ;; esac
    folder=$(cd -P -- "$(dirname -- "$link")" 2>/dev/null && pwd -P) || return 1
    its_repository=${folder%/*}
  fi
  [ -n "$its_prefix" ] && [ -n "$its_repository" ]
}
harmless() { tr -cd '\11\12\40-\176'; }
quoted() { # words as a shell takes them
  local word out=''
  for word; do
    case $word in
      '' | *[!A-Za-z0-9@%+=:,./_-]*) word="'$(printf '%s' "$word" | sed "s/'/'\\\\''/g")'" ;;
    esac
    out="$out${out:+ }$word"
  done
  printf '%s' "$out"
}
is_older() { # whether one macOS is older than another
  awk -v a="$1" -v b="$2" 'BEGIN { split(a, x, "."); split(b, y, ".")
    exit !(x[1] + 0 < y[1] + 0 || (x[1] + 0 == y[1] + 0 && x[2] + 0 < y[2] + 0)) }'
}
macos_of() { # bottle tag
  case ${1#arm64_} in
    el_capitan) echo 10.11 ;;
    sierra) echo 10.12 ;;
    high_sierra) echo 10.13 ;;
    mojave) echo 10.14 ;;
    catalina) echo 10.15 ;;
    big_sur) echo 11 ;;
    monterey) echo 12 ;;
    ventura) echo 13 ;;
    sonoma) echo 14 ;;
    sequoia) echo 15 ;;
    tahoe) echo 26 ;;
  esac
}

# Says why the brew that is here does not start, as far as that is known.
diagnose() {
  local library="$its_repository/Library/Homebrew" wanted oldest facts ruby_tag needs said
  note "$broken does not start without a network. It said:"
  if [ -s "$reason" ]; then
    uniq "$reason" | head -n 5 | harmless | sed 's/^ */    /' >&2
  else
    note '    (nothing)'
  fi
  note "  its tree is $its_repository, its prefix $its_prefix"
  oldest=$(sed -n 's/^HOMEBREW_MACOS_OLDEST_ALLOWED="\([0-9.]*\)".*/\1/p' "$library/brew.sh" 2>/dev/null | head -n 1)
  if [ -n "$macos" ] && [ -n "$oldest" ] && is_older "$macos" "$oldest"; then
    note "  it is for macOS $oldest or later; this is macOS $macos"
  fi
  wanted=$(head -n 1 "$library/vendor/portable-ruby-version" 2>/dev/null | harmless)
  [ -n "$wanted" ] || return 0
  facts="$library/vendor/portable-ruby-$machine-$([ "$system" = macos ] && echo darwin || echo linux)"
  ruby_tag=$(sed -n 's/^ruby_TAG=\([a-z0-9_]*\)$/\1/p' "$facts" 2>/dev/null)
  needs=$(macos_of "$ruby_tag")
  if [ ! -x "$library/vendor/portable-ruby/$wanted/bin/ruby" ]; then
    said='which is not there'
  elif said=$("$library/vendor/portable-ruby/$wanted/bin/ruby" --version 2>&1 </dev/null); then
    said='which is there and runs'
  else
    said="which does not run here: $(printf '%s\n' "$said" | grep -v '^ *$' | head -n 1 | harmless)"
  fi
  note "  it wants Portable Ruby $wanted, $said"
  if [ -n "$macos" ] && [ -n "$needs" ] && is_older "$macos" "$needs"; then
    note "  that Ruby is built for macOS $needs or later; this is macOS $macos"
  fi
}

case $system.$machine in
  macos.arm64) default_prefix=/opt/homebrew ;;
  macos.*) default_prefix=/usr/local ;;
  *) default_prefix=/home/linuxbrew/.linuxbrew ;;
esac
# As in brew: the usual place goes by its usual name if links lead to it.
usual() { # physical folder
  if [ "$1" = "$(physical "$default_prefix")" ]; then printf '%s' "$default_prefix"; else printf '%s' "$1"; fi
}
brew_name=brew
case $how in
  new)
    [ -n "$prefix" ] || prefix=$default_prefix
    its_prefix=$(physical "$prefix") || die 1 "cannot enter $prefix"
    prefix=$(usual "$its_prefix")
    repository="$prefix/Homebrew"
    # There the tree is the prefix itself, as Homebrew's own installer does it.
    if [ "$prefix" = /opt/homebrew ] || [ -d "$prefix/.brewpull-laying" ]; then repository=$prefix; fi
    # What an interrupted run moved aside may have been elsewhere.
    if [ -L "$prefix/bin/brew" ] && locate "$prefix/bin/brew" && [ -d "$its_repository/.brewpull-laying" ]; then
      repository=$its_repository
    fi
    ;;
  *)
    if ! locate "$broken" || [ ! -f "$its_repository/Library/Homebrew/brew.sh" ]; then
      die 3 "$broken does not start, and is no Homebrew that this bundle knows how to help: move it away, or name another place with --brew-prefix"
    fi
    prefix=$(usual "$its_prefix")
    [ "$its_repository" != "$its_prefix" ] || its_repository=$prefix
    if [ -z "$how" ]; then
      diagnose
      note "  this bundle brings Homebrew $tag with Portable Ruby $ruby_version for this machine. Choose:"
      note "    ./install.sh --brew-beside   lay it down beside, as $prefix/bin/brew-$tag, with the same Cellar; the other stays as it is"
      note "    ./install.sh --replace-brew  lay it down in its place; the other is moved aside, and nothing of it is deleted"
      note 'Nothing was changed.'
      exit 3
    fi
    if [ "$how" = replace ]; then
      repository=$its_repository
      if [ ! -O "$repository" ] || [ ! -O "$repository/Library" ]; then
        die 3 "$repository does not belong to you: run this as the user who owns Homebrew"
      fi
    else
      if [ "$its_repository" != "$prefix" ] && [ -d "$its_repository/Cellar" ]; then
        die 3 "the Cellar of $broken is in its tree, $its_repository: a Homebrew beside it would not see it; use --replace-brew"
      fi
      repository="$prefix/Homebrew-$tag" brew_name="brew-$tag"
    fi
    ;;
esac
case $prefix in
  '' | / | /usr) die 2 "Homebrew does not work in $prefix" ;;
  *$'\n'*) die 2 'Homebrew does not work in a folder with a line break in its name' ;;
esac
brew="$prefix/bin/$brew_name"
laying="$repository/.brewpull-laying"
lock="$repository/.brewpull-lock"

# The name of the folder for what is replaced, if an interrupted run has begun to fill it.
resumed_aside() {
  local name
  name=$(cat "$laying/aside" 2>/dev/null) || return 1
  case $name in brew-replaced-*[!0-9-]*) return 1 ;; brew-replaced-[0-9]*) printf '%s' "$name" ;; *) return 1 ;; esac
}
tree_names() { tar -tf - <"$1" | sed 's|/.*||' | sort -u; }

# A tree that exists and is not this script's own unfinished work is left alone.
if [ "$how" != replace ] && [ ! -d "$laying" ]; then
  found=''
  if [ "$repository" != "$prefix" ]; then
    [ ! -d "$repository" ] || found=$(find "$repository" -mindepth 1 -maxdepth 1 ! -name .brewpull-lock | head -n 1)
    if [ -e "$repository" ] && [ ! -d "$repository" ]; then found=$repository; fi
  else
    for name in $(tree_names "$bundle/$source"); do
      if [ "$name" != bin ] && [ -e "$repository/$name" ]; then found=$name; fi
    done
  fi
  if [ -n "$found" ]; then
    note "$repository is in use ($found is there), and $brew is not a brew that can be run: nothing there is touched"
    [ ! -x "$repository/bin/brew" ] || [ "$repository" = "$prefix" ] ||
      note "  if that is your Homebrew: $(quoted ln -s "../${repository##*/}/bin/brew" "$brew")"
    die 3 'move it away and run this again, or name another place: ./install.sh --brew-prefix ~/homebrew'
  fi
  if [ -e "$brew" ] || [ -L "$brew" ] && [ "$(readlink "$brew")" != "../${repository##*/}/bin/brew" ]; then
    die 3 "$brew is there and is no brew that can be run: move it away and run this again, or name another place with --brew-prefix"
  fi
fi

# --- the folders, and who may write to them ------------------------------------------------------------------------

user=$(id -un) group=$(id -gn)
[ "$system" != macos ] || group='admin'

can_make() { # folder that is not there
  local at=$1
  while [ ! -e "$at" ]; do
    at=${at%/*}
    [ -n "$at" ] || at=/
  done
  [ -d "$at" ] && [ -w "$at" ] && [ -x "$at" ]
}
# What Homebrew's own installer makes.
folders=("$repository" "$prefix/bin")
if [ "$how" = new ]; then
  # /usr/local belongs to the system.
  [ "$prefix" = /usr/local ] || folders=("$prefix" "${folders[@]}")
  for name in etc include lib sbin share var opt share/zsh share/zsh/site-functions var/homebrew var/homebrew/linked \
    Cellar Caskroom Frameworks; do
    folders[${#folders[@]}]="$prefix/$name"
  done
fi
own=() new=() closed=() zsh=() given=$'\n'
for folder in "${folders[@]}"; do
  # Tree and prefix may be one folder.
  case $given in *$'\n'"$folder"$'\n'*) continue ;; esac
  if [ -d "$folder" ]; then
    if [ ! -w "$folder" ] || [ ! -x "$folder" ]; then
      closed[${#closed[@]}]=$folder
      given="$given$folder"$'\n'
    fi
  elif [ -e "$folder" ]; then
    die 3 "$folder is there and is no folder: move it away and run this again"
  else
    # zsh does not read what a group may write to.
    case $folder in "$prefix"/share/zsh*) zsh[${#zsh[@]}]=$folder ;; esac
    # The user can make everything below a folder that an administrator has prepared.
    case $given in
      *$'\n'"${folder%/*}"$'\n'*)
        own[${#own[@]}]=$folder
        given="$given$folder"$'\n'
        ;;
      *)
        if can_make "$folder"; then own[${#own[@]}]=$folder; else
          new[${#new[@]}]=$folder
          given="$given$folder"$'\n'
        fi
        ;;
    esac
  fi
done
needs_admin=$((${#new[@]} + ${#closed[@]}))

# The only commands that are ever run with sudo.
# shellcheck disable=SC2317 # called by name
for_each_admin_command() { # a command that gets each of them as its arguments
  if [ "${#new[@]}" -gt 0 ]; then
    "$@" mkdir -p -- "${new[@]}" || return 1
  fi
  "$@" chown "$user:$group" ${new[@]+"${new[@]}"} ${closed[@]+"${closed[@]}"} || return 1
  "$@" chmod ug+rwx ${new[@]+"${new[@]}"} ${closed[@]+"${closed[@]}"} || return 1
}
# shellcheck disable=SC2317
print_admin_command() { say "    sudo $(quoted "$@")"; }
# shellcheck disable=SC2317
run_admin_command() { sudo "$@"; }
offer_own_folder() {
  say 'Without an administrator, Homebrew can be in a folder of your own; bottles that work only in the usual place do not fit it:'
  # shellcheck disable=SC2088 # for the person to type
  say '    ./install.sh --brew-prefix ~/homebrew'
}
refuse() {
  offer_own_folder
  note "$*: nothing was changed"
  exit 3
}
ask_for_admin() {
  local answer=''
  say "Homebrew $tag goes to $repository. An administrator has to prepare the folders, with these commands and no others:"
  for_each_admin_command print_admin_command
  command -v sudo >/dev/null 2>&1 || refuse 'there is no sudo here'
  (: </dev/tty) 2>/dev/null || refuse 'there is no terminal to ask at: run these commands, then run this again'
  printf 'Run them now? [y/N] ' >/dev/tty
  IFS= read -r answer </dev/tty || answer=''
  case $answer in
    y | Y | yes | YES) ;;
    *) refuse 'not agreed' ;;
  esac
  for_each_admin_command run_admin_command || die 3 'sudo did not do it: no Homebrew was laid down'
}

cellar="$prefix/Cellar"
[ ! -d "$repository/Cellar" ] || cellar="$repository/Cellar"
printf '%s\n' "$tag" "$brew" "$prefix" "$cellar" "$repository" >"$result" || die 1 "cannot write to $result"
if [ "$mode" = dry-run ]; then
  say "Homebrew $tag with Portable Ruby $ruby_version would be laid down in $repository, as $brew."
  [ "$how" != replace ] || say 'What is there would be moved aside, and nothing of it deleted.'
  if [ "$needs_admin" -gt 0 ]; then
    say 'For that it would ask to run:'
    for_each_admin_command print_admin_command
  fi
fi
[ "$mode" = lay ] || exit 0

# --- laying it down -----------------------------------------------------------------------------------------------

[ "$needs_admin" = 0 ] || ask_for_admin
for folder in ${own[@]+"${own[@]}"}; do
  mkdir -p -- "$folder" || die 1 "cannot make $folder"
done
if [ "${#zsh[@]}" -gt 0 ]; then chmod go-w "${zsh[@]}" || die 1 "cannot change ${zsh[0]}"; fi
for folder in "$repository" "$prefix/bin"; do
  [ -w "$folder" ] || die 3 "$folder cannot be written to: is the disk read-only?"
done
say "Laying down Homebrew $tag with Portable Ruby $ruby_version in $repository..."

# Checks more than whether there is such a process: it may be another one by now, or the rest of one that was killed.
is_running() {
  # After a restart of the machine, numbers come again, even this process's own.
  [ "$1" != "$$" ] || return 1
  if command -v ps >/dev/null 2>&1; then ps -o args= -p "$1" 2>/dev/null | grep -q 'lay-brew\.sh'; else kill -0 "$1" 2>/dev/null; fi
}
# A link is made in one step, and holds the number of a process.
take_lock() {
  local owner
  until ln -s "$$" "$lock" 2>/dev/null; do
    owner=$(readlink "$lock") || die 1 "cannot write to $repository"
    case $owner in '' | *[!0-9]*) die 1 "$lock is not a lock of this script: move it away" ;; esac
    ! is_running "$owner" ||
      die 1 "another run (process $owner) is laying down Homebrew in $repository: wait for it, or remove $lock"
    rm -f -- "$lock"
  done
}
moving=0
# shellcheck disable=SC2317 # the trap calls it
leave() {
  # In the middle of moving, the notes in there are what the next run needs.
  [ "$moving" = 1 ] || rm -rf -- "$laying"
  rm -f -- "$lock"
  return 0
}
take_lock
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
failed() {
  moving=1
  die 1 "$*: run this again to end the work"
}

make_link() {
  [ "$repository" != "$prefix" ] || return 0
  [ "$(readlink "$brew")" != "../${repository##*/}/bin/brew" ] || return 0
  # A brew that was replaced keeps its link, whatever its form.
  if [ "$how" != beside ] && [ -L "$brew" ] && locate "$brew" && [ "$its_repository" = "$repository" ]; then return 0; fi
  ln -s "../${repository##*/}/bin/brew" "$brew" || failed "cannot make $brew"
}
finish() {
  make_link
  moving=0
  rm -rf -- "$laying"
  say "Homebrew $tag is laid down: $(quoted "$brew")"
  case ":${PATH-}:" in
    *":$prefix/bin:"*) ;;
    *) say "It is not on your PATH. For a shell that finds it: eval \"\$($(quoted "$brew") shellenv)\"" ;;
  esac
  exit 0
}

# Cleans up after an interrupted run. bin/brew is moved last, so if it is there, the tree is whole.
aside=''
if [ -d "$laying" ]; then
  if [ -e "$laying/moving-in" ] && [ -e "$repository/bin/brew" ]; then
    [ "$how" = replace ] || [ "$(cat "$laying/tag" 2>/dev/null)" != "$tag" ] || finish
    [ "$how" = replace ] || die 3 "$repository holds another Homebrew than this bundle's, of a run that was interrupted: run the installer of that bundle again"
    rm -rf -- "$laying"
  else
    if [ -e "$laying/moving-in" ]; then
      while IFS= read -r name; do
        case $name in '' | bin | */* | . | ..) ;; *) rm -rf -- "${repository:?}/$name" ;; esac
      done <"$laying/entries"
      rm -f -- "$laying/moving-in"
    fi
    if aside=$(resumed_aside); then moving=1; else aside='' && rm -rf -- "$laying"; fi
  fi
fi

mkdir -p -- "$laying" || die 1 "cannot write to $repository"
rm -rf -- "$laying/tree" "$laying/homebrew.tar" "$laying/ruby.tar.gz"
say "$tag" >"$laying/tag" || die 1 "$repository has too little room"
for name in "$source" "$ruby"; do
  if [ "$name" = "$source" ]; then to="$laying/homebrew.tar" sum=$source_sum; else to="$laying/ruby.tar.gz" sum=$ruby_sum; fi
  # Only checked copies are unpacked, because the bundle's folder may change at any time.
  cat <"$bundle/$name" >"$to" || die 1 "cannot copy $name to $repository: is there room?"
  check_file "$name" "$sum" "$to"
done
check_members -tf "$source" '' "$laying/homebrew.tar"
check_members -tzf "$ruby" "portable-ruby/$ruby_version/" "$laying/ruby.tar.gz"
mkdir "$laying/tree" || die 1 "cannot write to $repository"
tar -xf - -C "$laying/tree" <"$laying/homebrew.tar" || die 1 "cannot unpack $source in $repository: is there room?"
vendor="$laying/tree/Library/Homebrew/vendor"
if [ ! -x "$laying/tree/bin/brew" ] || [ ! -f "$laying/tree/Library/Homebrew/brew.sh" ]; then
  die 4 "$source holds no Homebrew"
fi
wanted=$(head -n 1 "$vendor/portable-ruby-version" 2>/dev/null | harmless)
[ "$wanted" = "$ruby_version" ] || die 4 "brew.tsv says Portable Ruby $ruby_version, $source wants ${wanted:-none}"
# Unpacked as brew itself does it, so that brew does not look for Ruby on the network.
tar -xzf - -C "$vendor" <"$laying/ruby.tar.gz" || die 1 "cannot unpack $ruby in $repository: is there room?"
rm -f -- "$laying/homebrew.tar" "$laying/ruby.tar.gz"
ln -s "$ruby_version" "$vendor/portable-ruby/current" || die 1 "cannot write to $repository"
said=$("$vendor/portable-ruby/current/bin/ruby" --version 2>&1 </dev/null) ||
  die 3 "Portable Ruby $ruby_version does not run on this machine: $(printf '%s\n' "$said" | grep -v '^ *$' | tail -n 1 | harmless)"

# If the tree is the prefix itself, only what belongs to Homebrew's own tree; kegs and links stay.
is_of_tree() { # name
  case $1 in
    bin | etc | include | lib | sbin | share | opt | var | Frameworks | Cellar | Caskroom | .brewpull-* | brew-replaced-*) return 1 ;;
  esac
  [ "$repository" != "$prefix" ] && return 0
  case $1 in
    .git | .claude | .codex | .cursor | .devcontainer | .dockerignore | .editorconfig | .gitattributes | .github | .gitignore | \
      .licenses | .ruby-version | .shellcheckrc | .sublime | .vale.ini | .vscode | .yardopts | AGENTS.md | CHANGELOG.md | \
      CLAUDE.md | CODEOWNERS | CONTRIBUTING.md | Dockerfile | LICENSE.txt | Library | README.md | SECURITY.md | completions | \
      docs | manpages | package) return 0 ;;
  esac
  grep -Fxq -e "$1" "$laying/entries"
}

(cd -P -- "$laying/tree" && ls -A) >"$laying/entries" || die 1 "$repository has too little room"
trap '' HUP INT TERM
moving=1
if [ "$how" = replace ] || [ -n "$aside" ]; then
  if [ -z "$aside" ]; then
    aside="brew-replaced-$(date +%Y%m%d-%H%M%S)"
    say "$aside" >"$laying/aside.new" || failed "cannot write to $laying"
    mv -- "$laying/aside.new" "$laying/aside" || failed "cannot write to $laying"
  fi
  mkdir -p -- "$repository/$aside/bin" || failed "cannot make $repository/$aside"
  # This comes first, so that a half-moved tree is not taken for a brew.
  if [ -e "$repository/bin/brew" ]; then
    mv -- "$repository/bin/brew" "$repository/$aside/bin/brew" || failed "cannot move $repository/bin/brew"
  fi
  ls -A "$repository" >"$laying/there" || failed "cannot read $repository"
  while IFS= read -r name; do
    is_of_tree "$name" || continue
    mv -- "$repository/$name" "$repository/$aside/$name" || failed "cannot move $repository/$name"
  done <"$laying/there"
  say "The Homebrew that was there is now $(quoted "$repository/$aside"), with its taps. Cellar and links stay; nothing was deleted."
fi
: >"$laying/moving-in" || failed "cannot write to $laying"
while IFS= read -r name; do
  [ "$name" != bin ] || continue
  [ ! -e "$repository/$name" ] || failed "$repository/$name is there by now"
  mv -- "$laying/tree/$name" "$repository/$name" || failed "cannot move $name to $repository"
done <"$laying/entries"
mkdir -p -- "$repository/bin" || failed "cannot make $repository/bin"
# All of it must be on disk before it can be taken for a brew.
sync
mv -- "$laying/tree/bin/brew" "$repository/bin/brew" || failed "cannot move bin/brew to $repository"
finish
}
