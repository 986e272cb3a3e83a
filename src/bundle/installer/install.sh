#!/bin/bash
# Installs the bottles of this bundle with the Homebrew that is already on this machine, without a network.
# Runs under bash 3.2. Changes nothing but what Homebrew installs; may be run again at any time.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 does not fit this machine, 4 damaged files or no good signature, 6 some of
# several failed.

{ # bash reads all of it before it runs any of it: a script that is changed meanwhile is not run.

set -u
unset CDPATH GREP_OPTIONS POSIXLY_CORRECT
IFS=$' \t\n'
user_locale=${LC_ALL-}
# Ranges such as a-z below mean ASCII, and names are sorted by their bytes.
export LC_ALL=C

usage() {
  cat <<'TEXT'
Usage: ./install.sh [options]

  --dry-run         say what would be done, and do nothing
  --check           verify every file and whether the bundle fits this machine; touch nothing
  --signer KEY      first require a signature of SHA256SUMS by KEY: a file of allowed signers, an ssh key, a minisign
                    key (both as a file or as text) or a file with an OpenPGP key
  --only NAME       install NAME and what it needs; may be given several times
  --exact           install the bundle's version of a dependency even where a newer one is installed
  --pin             pin what the bundle brings, so that `brew upgrade` leaves it alone
  --keep-going      continue with the rest when one formula fails
  --uninstall-plan  print the commands that would remove what the bundle brings
  --brew-prefix DIR use the Homebrew in DIR; where there is none, lay down the bundle's there
  --brew-beside     where Homebrew does not start: lay down the bundle's beside it
  --replace-brew    where Homebrew does not start: lay down the bundle's in its place, and move the other aside
  --no-brew         do not lay down the Homebrew that the bundle may bring
  --offline-brew    afterwards make this Homebrew work without a network
  --undo-offline-brew
                    undo that, and install nothing
  --help            print this text
TEXT
}

mode=install exact=0 pin=0 keep_going=0 offline=0 only=' '
brew_prefix='' brew_how='' no_brew=0 signer=''
say() { printf '%s\n' "$*"; }
note() { printf 'install.sh: %s\n' "$*" >&2; }
die() {
  local code=$1
  shift
  note "$*"
  exit "$code"
}

is_name() { # letters, digits and @ + . _ - and no - or . in front
  case $1 in
    '' | [-.]* | *[!A-Za-z0-9@+._-]*) return 1 ;;
  esac
}
is_version() {
  case $1 in
    '' | [-.]* | *[!A-Za-z0-9@+.,_~-]*) return 1 ;;
  esac
}
is_path() { # relative, of plain characters; no part is empty, begins with - or . or ends in a dot
  case /$1/ in
    *[!A-Za-z0-9@+.,_~/-]* | *//* | */[-.]* | *./*) return 1 ;;
  esac
}

set_brew_prefix() {
  # shellcheck disable=SC2088 # as a shell leaves it in --brew-prefix=~/homebrew
  case $1 in
    '') die 2 '--brew-prefix needs a folder' ;;
    '~/'*) brew_prefix="$HOME/${1#??}" ;;
    /*) brew_prefix=$1 ;;
    *) brew_prefix="$PWD/$1" ;;
  esac
  while [ "${brew_prefix%/}" != "$brew_prefix" ]; do brew_prefix=${brew_prefix%/}; done
  case $brew_prefix/ in / | */../* | */./*) die 2 "--brew-prefix cannot be $1" ;; esac
}

set_signer() {
  case $1 in '' | -* | *$'\n'*) die 2 '--signer needs a public key' ;; esac
  [ -z "$signer" ] || die 2 '--signer may be given once'
  signer=$1
}

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) mode=dry-run ;;
    --check) mode=check ;;
    --uninstall-plan) mode=uninstall-plan ;;
    --exact) exact=1 ;;
    --pin) pin=1 ;;
    --keep-going) keep_going=1 ;;
    --offline-brew) offline=1 ;;
    --undo-offline-brew) offline=undo ;;
    --only)
      [ $# -gt 1 ] || die 2 '--only needs the name of a formula'
      shift
      is_name "$1" || die 2 '--only needs the name of a formula'
      only="$only$1 "
      ;;
    --only=*)
      is_name "${1#--only=}" || die 2 '--only needs the name of a formula'
      only="$only${1#--only=} "
      ;;
    --signer)
      [ $# -gt 1 ] || die 2 '--signer needs a public key'
      shift
      set_signer "$1"
      ;;
    --signer=*) set_signer "${1#--signer=}" ;;
    --brew-prefix)
      [ $# -gt 1 ] || die 2 '--brew-prefix needs a folder'
      shift
      set_brew_prefix "$1"
      ;;
    --brew-prefix=*) set_brew_prefix "${1#--brew-prefix=}" ;;
    --brew-beside) brew_how=beside ;;
    --replace-brew) brew_how=replace ;;
    --no-brew) no_brew=1 ;;
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

here=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P) || die 1 'cannot find the folder of this bundle'
if [ ! -f "$here/SHA256SUMS" ] || [ -L "$here/SHA256SUMS" ]; then
  die 4 "$here is not a whole bundle: SHA256SUMS is missing"
fi

# A prefix in here would look like files that somebody added to the bundle.
case $brew_prefix/ in "$here"/*) die 2 "--brew-prefix cannot be a folder of the bundle" ;; esac

problems=0 damaged=0
problem() {
  problems=$((problems + 1))
  note "$*"
}

# --- this machine ------------------------------------------------------------------------------------------------

brew='' prefix='' cellar='' repository=''
use_brew() { # path, or nothing
  brew=$1 prefix='' cellar='' repository=''
  [ -n "$brew" ] || return 0
  prefix=$("$brew" --prefix </dev/null 2>/dev/null) || prefix=
  cellar=$("$brew" --cellar </dev/null 2>/dev/null) || cellar=
  repository=$("$brew" --repository </dev/null 2>/dev/null) || repository=
}
find_brew() {
  local candidate
  if [ -n "$brew_prefix" ]; then
    candidate="$brew_prefix/bin/brew"
    if [ -x "$candidate" ]; then use_brew "$candidate"; else use_brew ''; fi
    return 0
  fi
  if candidate=$(command -v brew); then
    use_brew "$candidate"
    return 0
  fi
  for candidate in /opt/homebrew/bin/brew /usr/local/bin/brew /home/linuxbrew/.linuxbrew/bin/brew "${HOME-}/homebrew/bin/brew"; do
    if [ -x "$candidate" ]; then
      use_brew "$candidate"
      return 0
    fi
  done
  # If a run was interrupted while it laid down a brew, the next run finishes that work.
  local folders=${PATH-} IFS=:
  for candidate in $folders; do
    if [ -d "${candidate%/bin}/.brewpull-laying" ] || [ -d "${candidate%/bin}/Homebrew/.brewpull-laying" ]; then
      brew_prefix=${candidate%/bin}
      return 0
    fi
  done
}
find_brew

machine=$(uname -m)
case $machine in
  aarch64 | arm64) machine=arm64 ;;
  amd64) machine=x86_64 ;;
esac
case $(uname -s) in
  Darwin)
    system=macos
    system_version=$(sw_vers -productVersion 2>/dev/null)
    case $system_version in
      10.16*) release=11 ;;
      10.*) release=$(printf '%s' "$system_version" | cut -d. -f1,2) ;;
      *) release=${system_version%%.*} ;;
    esac
    # Under Rosetta `uname` says x86_64 on Apple silicon; the brew in /opt/homebrew is still native, and so is the one that
    # is laid down if there is none.
    if [ "$machine" = x86_64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ] &&
      { [ "$prefix" = /opt/homebrew ] || [ -z "$brew" ]; }; then
      machine=arm64
    fi
    described="macOS $system_version on $machine"
    ;;
  Linux)
    system=linux
    release=-
    described="Linux on $machine"
    ;;
  *) die 3 "this bundle is for macOS or Linux; this is $(uname -s)" ;;
esac

# --- a place to work ----------------------------------------------------------------------------------------------

work=''
standin_lines=''
remove_stand_in() {
  [ -n "$standin_lines" ] || return 0
  # No here-string: bash keeps those in TMPDIR, which may be full.
  printf '%s\n' "$standin_lines" | while IFS= read -r line; do
    case $line in
      '') ;;
      *.rb) rm -f -- "$line" ;;
      *) rmdir -- "$line" 2>/dev/null ;;
    esac
  done
  standin_lines=''
  rm -f -- "$prefix/var/brewpull/stand-in"
}
# shellcheck disable=SC2317 # the trap calls it
leave() {
  remove_stand_in
  [ -n "$prefix" ] && rmdir -- "$prefix/var/brewpull" 2>/dev/null
  [ -n "$work" ] && rm -rf -- "$work"
  return 0
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
refuse_tmpdir() { die 1 "$1: name another folder with TMPDIR"; }
made=$(mktemp -d "${TMPDIR:-/tmp}/brewpull.XXXXXX") || refuse_tmpdir "no folder can be made in ${TMPDIR:-/tmp}"
work=$(cd -P -- "$made" && pwd -P) || die 1 "cannot enter $made"
# A work folder in here would look like files that somebody added to the bundle.
case $work/ in "$here"/*) refuse_tmpdir "$work is inside the bundle" ;; esac
# Lists cut off by a full disk would make the bundle look damaged. They are a few copies of the names in SHA256SUMS. The
# bytes are random, because some disks store zeros without using any room.
room=$(wc -c <"$here/SHA256SUMS") || die 1 "cannot read $here/SHA256SUMS"
require_room() {
  head -c $((1048576 + 8 * room)) /dev/urandom >"$work/room" || refuse_tmpdir "$work has too little room"
  rm -f -- "$work/room"
}
require_room

if command -v shasum >/dev/null 2>&1; then
  check_sums() { shasum -a 256 -c "$1"; }
  sum_of() { shasum -a 256 <"$1" 2>/dev/null | cut -c1-64; }
elif command -v sha256sum >/dev/null 2>&1; then
  check_sums() { sha256sum -c "$1"; }
  sum_of() { sha256sum <"$1" 2>/dev/null | cut -c1-64; }
else
  die 1 'neither shasum nor sha256sum is here: the files cannot be verified'
fi

# --- who signed it -----------------------------------------------------------------------------------------------

# Nothing else in the bundle is read before the signature is checked. Anything uncertain stops the script.
signature_files='SHA256SUMS.sig SHA256SUMS.minisig SHA256SUMS.asc'
refuse_signer() { die 4 "$*: nothing was installed"; }
signatures_here() {
  local name found=''
  for name in $signature_files; do
    if [ -e "$here/$name" ] || [ -L "$here/$name" ]; then found="$found${found:+, }$name"; fi
  done
  printf '%s' "$found"
}
take_signature() { # its name, whose key it needs, the program that checks it
  local others
  if [ ! -f "$here/$1" ] || [ -L "$here/$1" ]; then
    others=$(signatures_here)
    refuse_signer "$signer is $2, and $1 is missing${others:+ (there is $others)}"
  fi
  head -c 65537 <"$here/$1" >"$work/signature" || die 1 "cannot copy $1 to $work"
  [ "$(($(wc -c <"$work/signature")))" -le 65536 ] || refuse_signer "$1 is too large to be a signature"
  command -v "$3" >/dev/null 2>&1 || refuse_signer "$3 is not on this machine, and only it can check $1"
}
# Tries each line on its own, with a name that it allows: OpenSSH 8.1 cannot look up the name of a signer.
verify_ssh() {
  local said line principal names second fingerprint why=''
  take_signature SHA256SUMS.sig 'of ssh' ssh-keygen
  if ! said=$(ssh-keygen -Y check-novalidate -n brewpull -s "$work/signature" <"$work/SHA256SUMS" 2>&1); then
    case $said in
      *namespace*) refuse_signer 'SHA256SUMS.sig was made for another purpose: its namespace is not brewpull' ;;
      *'incorrect signature'*) refuse_signer 'SHA256SUMS is not what was signed: SHA256SUMS.sig belongs to another file' ;;
      *'option -- '*) refuse_signer 'this ssh-keygen is too old to check SHA256SUMS.sig, which OpenSSH 8.1 and later do' ;;
      *'ould not verify'*) refuse_signer "SHA256SUMS.sig is not a signature that ssh-keygen understands: ${said%%$'\n'*}" ;;
      *) refuse_signer "ssh-keygen could not check SHA256SUMS.sig: ${said%%$'\n'*}" ;;
    esac
  fi
  fingerprint=${said##* }
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"${line%%[![:blank:]]*}"}
    second=${line#*[[:blank:]]}
    second=${second#"${second%%[![:blank:]]*}"}
    case $line in
      '' | '#'*) continue ;;
      ssh-* | ecdsa-* | sk-*)
        principal=${line%%[[:blank:]]*}
        # A key on its own has no name, but ssh-keygen wants one; a name may begin like the type of a key.
        case $second in AAAA*) principal='' line="unnamed $line" ;; esac
        ;;
      '"'*) principal=${line#?} principal=${principal%%'"'*} ;;
      *) principal=${line%%[[:blank:]]*} ;;
    esac
    names=$principal
    while [ "${principal#!}" != "$principal" ] && [ "${principal#*,}" != "$principal" ]; do principal=${principal#*,}; done
    principal=${principal%%,*}
    printf '%s\n' "$line" >"$work/allowed"
    if said=$(ssh-keygen -Y verify -n brewpull -I "${principal:-unnamed}" -f "$work/allowed" -s "$work/signature" \
      <"$work/SHA256SUMS" 2>&1); then
      say "SHA256SUMS has a good signature by ${names:+$names, }the ssh key $fingerprint."
      return 0
    fi
    case $said in
      *'has expired'*) why="the key of SHA256SUMS.sig, $fingerprint, has expired, according to $signer" ;;
      *'not yet valid'*) why="the key of SHA256SUMS.sig, $fingerprint, is not valid yet, according to $signer" ;;
      *'not permitted'*) why="$signer does not allow the key of SHA256SUMS.sig, $fingerprint, to sign for brewpull" ;;
    esac
  done <"$work/signer"
  refuse_signer "${why:-SHA256SUMS.sig was made with another key than $signer: $fingerprint}"
}
verify_minisign() { # key
  local said
  take_signature SHA256SUMS.minisig 'of minisign' minisign
  if said=$(minisign -V -P "$1" -m "$work/SHA256SUMS" -x "$work/signature" </dev/null 2>&1); then
    say "SHA256SUMS has a good signature by the minisign key $1."
    return 0
  fi
  case $said in
    *'key id'*) refuse_signer "SHA256SUMS.minisig was made with another key than $signer" ;;
    *'omment signature'*) refuse_signer 'SHA256SUMS.minisig was changed: its comment is not what was signed' ;;
    *'ignature verification failed'*) refuse_signer 'SHA256SUMS is not what was signed: SHA256SUMS.minisig belongs to another file' ;;
    *) refuse_signer "SHA256SUMS.minisig is not a signature that minisign understands: ${said%%$'\n'*}" ;;
  esac
}
verify_gpg() { # in a home of its own, which knows the one key and nothing else
  local said code words fingerprint
  take_signature SHA256SUMS.asc 'of OpenPGP' gpg
  mkdir -m 700 "$work/gnupg" || die 1 "cannot write to $work"
  set -- --homedir "$work/gnupg" --batch --no-tty --no-autostart --no-auto-key-retrieve
  gpg "$@" --import "$work/signer" </dev/null >/dev/null 2>&1 || refuse_signer "$signer is not a key that gpg understands"
  said=$(gpg "$@" --status-fd 1 --verify "$work/signature" "$work/SHA256SUMS" </dev/null 2>/dev/null)
  code=$?
  words=" $(printf '%s\n' "$said" | awk '$1 == "[GNUPG:]" { printf "%s ", $2 }')"
  # gpg also exits with 0 for keys that have expired.
  case $words in
    *[A-Z]*) ;;
    *) refuse_signer "gpg could not check SHA256SUMS.asc: it ended with $code" ;;
  esac
  case $words in
    *' BADSIG '*) refuse_signer 'SHA256SUMS is not what was signed: SHA256SUMS.asc belongs to another file' ;;
    *' REVKEYSIG '*) refuse_signer 'the key of SHA256SUMS.asc was revoked' ;;
    *' EXPKEYSIG '*) refuse_signer 'the key of SHA256SUMS.asc has expired' ;;
    *' EXPSIG '*) refuse_signer 'SHA256SUMS.asc has expired' ;;
    *' NO_PUBKEY '*) refuse_signer "SHA256SUMS.asc was made with another key than $signer" ;;
    *' ERRSIG '*) refuse_signer 'this gpg cannot check SHA256SUMS.asc' ;;
    *' GOODSIG '*' GOODSIG '*) refuse_signer 'SHA256SUMS.asc holds more than one signature' ;;
  esac
  # The last word is the primary key, even if a subkey signed.
  fingerprint=$(printf '%s\n' "$said" | awk '$1 == "[GNUPG:]" && $2 == "VALIDSIG" { print $NF }')
  case $code$words in 0*' GOODSIG '*) ;; *) fingerprint='' ;; esac
  [ "${#fingerprint}" -ge 40 ] || refuse_signer 'SHA256SUMS.asc is not a signature that gpg understands'
  say "SHA256SUMS has a good signature by the OpenPGP key $fingerprint."
}
check_signer() {
  local folder key
  if [ -f "$signer" ]; then
    folder=$(cd -P -- "$(dirname -- "$signer")" && pwd -P) || die 1 "cannot read $signer"
    case $folder/ in
      "$here"/*) die 2 "$signer is inside the bundle: only a key that came another way proves anything" ;;
    esac
    head -c 1048577 <"$signer" >"$work/signer" || die 1 "cannot read $signer"
    [ "$(($(wc -c <"$work/signer")))" -le 1048576 ] || die 2 "$signer is too large to hold a public key"
  else
    printf '%s\n' "$signer" >"$work/signer" || die 1 "cannot write to $work"
  fi
  if grep -Eq 'PRIVATE KEY|minisign encrypted secret key' "$work/signer"; then die 2 "$signer is a private key: name the public one"; fi
  key=$(tr -d '\r' <"$work/signer" | grep -Ex 'RW[A-Za-z0-9+/]{54}')
  case $(head -c 1 "$work/signer" | od -An -tx1 | tr -d ' ') in
    [89a-f]*) verify_gpg ;;
    *)
      if grep -q '^-----BEGIN PGP PUBLIC KEY BLOCK-----' "$work/signer"; then
        verify_gpg
      elif [ "${#key}" = 56 ]; then
        verify_minisign "$key"
      elif grep -Eq '^([^#].*[[:blank:]])?(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+[[:blank:]]+AAAA' "$work/signer"; then
        verify_ssh
      elif [ -f "$signer" ]; then
        die 2 "$signer holds no public key of ssh, minisign or OpenPGP"
      else
        die 2 "there is no file $signer, and it is no public key itself"
      fi
      ;;
  esac
}
# Everything below reads this copy of the list, and so do the programs that check its signature.
cp -- "$here/SHA256SUMS" "$work/SHA256SUMS" || die 1 "cannot copy SHA256SUMS to $work"
if [ -n "$signer" ]; then
  check_signer
else
  unchecked=$(signatures_here)
  [ -z "$unchecked" ] || note "not checked: $unchecked (with --signer KEY it would be)"
fi

# --- only what SHA256SUMS lists ----------------------------------------------------------------------------------

at=0
while IFS= read -r line; do
  at=$((at + 1))
  case ${line:0:64} in *[!0-9a-f]*) die 4 "SHA256SUMS is damaged: line $at" ;; esac
  if [ "${line:64:2}" != '  ' ] || ! is_path "${line:66}"; then die 4 "SHA256SUMS is damaged: line $at"; fi
  printf '%s\n' "$line"
done <"$work/SHA256SUMS" >"$work/sums"
if [ "$at" = 0 ] || [ -n "$line" ]; then die 4 'SHA256SUMS is damaged: it was cut off'; fi
# bash silently drops some bytes.
cmp -s "$work/SHA256SUMS" "$work/sums" || die 4 'SHA256SUMS is damaged: it is no plain text'
cut -c67- "$work/sums" | sort >"$work/listed"
# Names that differ only in case are one file to a Mac.
twice=$(tr '[:upper:]' '[:lower:]' <"$work/listed" | sort | uniq -d | head -n 1)
[ -z "$twice" ] || die 4 "SHA256SUMS is damaged: it lists $twice twice"
itself=$(grep -Eix 'SHA256SUMS([.](sig|minisig|asc))?' "$work/listed" | head -n 1)
[ -z "$itself" ] || die 4 "SHA256SUMS is damaged: it lists $itself, which cannot be in it"
{
  for name in README.txt install.sh bundle.json; do grep -Fx -e "$name" "$work/listed"; done
  grep -Fxv -e README.txt -e install.sh -e bundle.json "$work/listed"
} >"$work/order"
at=$(cut -c67- "$work/sums" | cmp - "$work/order" | sed 's/.*line //')
[ -z "$at" ] || die 4 "SHA256SUMS is damaged: line $at is not in its place"
is_listed() { grep -Fxq -e "$1" "$work/listed"; }

# Lists everything in the bundle except for folders, one name per line. No listed name has a question mark, so that odd
# names stay odd. What a Mac leaves on the disks of other systems is never read, and may be there.
list_files() { # more conditions of find
  (cd -P -- "$here" && find . \( -name '._*' -o -name .DS_Store -o -name .Spotlight-V100 -o -name .fseventsd \
    -o -name .Trashes \) -prune -o ! -type d ${1+"$@"} -print0) >"$work/raw" 2>"$work/log" ||
    die 4 "this bundle cannot be read: $(tail -n 1 "$work/log")"
  tr '\n\000' '?\n' <"$work/raw" | tr -c '\040-\176\n' '?' | sed 's|^\./||' | sort
}
refuse_files() { # file of names, what is wrong with them
  local name count=0
  while IFS= read -r name; do
    damaged=1 count=$((count + 1))
    [ "$count" -gt 20 ] || problem "$name $2"
  done <"$1"
  [ "$count" -le 20 ] || problem "$((count - 20)) more of that kind"
}

# Copies files into a folder of their own. Sets copy_error to what went wrong.
copy_files() { # file of sums
  local folder said
  copy_error="cannot write to $work"
  cut -c67- "$1" >"$work/paths" || return 1
  sed 's|/[^/]*$||' "$work/paths" | sort -u >"$work/folders" || return 1
  copy_error=''
  while IFS= read -r folder; do
    # shellcheck disable=SC2016 # for the inner shell
    said=$(mkdir -p -- "$work/bundle/$folder" 2>&1 && cd -P -- "$here" &&
      awk -v folder="$folder/" '{ name = $0; sub(/^.*\//, "", name); if (folder name == $0) print }' "$work/paths" |
      xargs sh -c 'exec cp -- "$@" "$0"' "$work/bundle/$folder" 2>&1) ||
      copy_error="cannot copy all of $folder to $work: ${said##*$'\n'}"
  done <"$work/folders"
  [ -z "$copy_error" ]
}
verify_files() { # folder, file of sums
  local line name sound=0 before=$problems total verdicts IFS=$'\n'
  total=$(($(wc -l <"$2")))
  [ "$total" -gt 0 ] || return 0
  # No file, which a full TMPDIR would cut off, and no process substitution, which bash 3.2 does not have when run as sh.
  verdicts=$(cd -P -- "$1" && check_sums "$2" 2>/dev/null)
  set -f
  for line in $verdicts; do
    case $line in
      *': OK') sound=$((sound + 1)) ;;
      *': FAILED open or read') problem "${line%: FAILED*} is missing" ;;
      *': FAILED')
        name=${line%: FAILED}
        problem "$name is damaged: copy the bundle again"
        note "  SHA256SUMS says $(awk -v name="$name" 'substr($0, 67) == name { print substr($0, 1, 64) }' "$2"), its bytes have $(sum_of "$1/$name")"
        ;;
    esac
  done
  set +f
  [ "$sound" -ne "$total" ] || return 0
  damaged=1
  [ "$problems" -ne "$before" ] || problem "only $sound of $total files could be verified"
  return 1
}
# Copies files and verifies the copies. If that fails although the bundle is whole, copy_error says why.
take_files() { # file of sums
  if copy_files "$1"; then
    [ "$(cd -P -- "$work/bundle" && check_sums "$1" 2>/dev/null | grep -c ': OK$')" -ne $(($(wc -l <"$1"))) ] || return 0
    copy_error="the copies in $work are not what was copied"
  fi
  verify_files "$here" "$1" || copy_error=''
  return 1
}
leave_damaged() {
  say "Nothing was installed: $problems problem(s)."
  exit 4
}

if [ "$mode" != uninstall-plan ]; then
  list_files >"$work/found"
  # shellcheck disable=SC2086 # words
  printf '%s\n' SHA256SUMS $signature_files | sort - "$work/listed" >"$work/known"
  comm -13 "$work/known" "$work/found" >"$work/unlisted"
  refuse_files "$work/unlisted" 'is not part of this bundle (SHA256SUMS does not list it): move it away'
  list_files ! -type f >"$work/found"
  comm -12 "$work/known" "$work/found" >"$work/special"
  refuse_files "$work/special" 'is a link or something else that is no file: copy the bundle again'
fi
# What this script reads, and what brew gets from installer/, are copies; the copies are what is checked.
awk 'substr($0, 67, 10) == "installer/"' "$work/sums" >"$work/part"
awk 'substr($0, 67, 10) != "installer/"' "$work/sums" >"$work/rest"
is_listed installer/targets.tsv || die 4 'SHA256SUMS does not list installer/targets.tsv'
if [ "$damaged" = 0 ] && ! take_files "$work/part" && [ -n "$copy_error" ]; then refuse_tmpdir "$copy_error"; fi
if [ "$damaged" = 1 ]; then
  [ "$mode" != check ] || verify_files "$here" "$work/rest"
  leave_damaged
fi
require_room

# --- what the bundle holds for it ---------------------------------------------------------------------------------

target='' offered=''
while IFS=$'\t' read -r tag of_system of_release of_machine label rest; do
  case $tag in '#'*) continue ;; esac
  if ! is_name "$tag" || [ -n "${rest-}" ]; then die 4 'installer/targets.tsv is damaged'; fi
  offered="$offered${offered:+, }$label"
  if [ "$of_system" = "$system" ] && [ "$of_release" = "$release" ] && [ "$of_machine" = "$machine" ]; then
    target=$tag
  fi
done <"$work/bundle/installer/targets.tsv"
[ -n "$target" ] || {
  [ "$mode" = check ] || die 3 "this bundle is for $offered; this machine is $described"
  problem "this bundle is for $offered; this machine is $described"
}

left_names=() left_versions=() left_needed_by=() left_count=0 left_of=''
names=() versions=() cellars=() requested=() keg_only=() bottles=() needs=() sums=() post_installs=()
count=0 has_brew=0
if [ -n "$target" ]; then
  plan="installer/$target/plan.tsv"
  is_listed "$plan" || die 4 "SHA256SUMS does not list $plan"
  while IFS=$'\t' read -r name version rebuild in_cellar is_requested is_keg_only sha256 size bottle depends has_step rest; do
    case $name in '#'*) continue ;; esac
    if ! is_name "$name" || ! is_version "$version" || ! is_path "$bottle" || [ -n "${rest-}" ]; then
      die 4 "$plan is damaged: line $((count + 2))"
    fi
    case $rebuild$size$is_requested$is_keg_only in *[!0-9]* | '') die 4 "$plan is damaged: line $((count + 2))" ;; esac
    case $sha256 in *[!0-9a-f]* | '') die 4 "$plan is damaged: line $((count + 2))" ;; esac
    case $in_cellar in any | any_skip_relocation | /*) ;; *) die 4 "$plan is damaged: line $((count + 2))" ;; esac
    case $has_step in 0 | 1) ;; *) die 4 "$plan is damaged: line $((count + 2))" ;; esac
    [ "$depends" = - ] || is_name "${depends//,/}" || die 4 "$plan is damaged: line $((count + 2))"
    names[count]=$name versions[count]=$version cellars[count]=$in_cellar requested[count]=$is_requested
    keg_only[count]=$is_keg_only bottles[count]=$bottle needs[count]=$depends
    post_installs[count]=$has_step
    sums[count]="$sha256  $bottle"
    count=$((count + 1))
  done <"$work/bundle/$plan"
  if is_listed "installer/$target/brew.tsv"; then has_brew=1; fi
  [ "$count" -gt 0 ] || [ "$has_brew" = 1 ] || die 4 "$plan lists nothing"
  # What an earlier bundle has and an update of it leaves out.
  lacks="installer/$target/left-out.tsv"
  if is_listed "$lacks"; then
    while IFS=$'\t' read -r name version needed_by of rest; do
      case $name in '#'*) continue ;; esac
      if ! is_name "$name" || ! is_version "$version" || [ -n "${rest-}" ]; then
        die 4 "$lacks is damaged: line $((left_count + 2))"
      fi
      [ "$needed_by" = - ] || is_name "${needed_by//,/}" || die 4 "$lacks is damaged: line $((left_count + 2))"
      case $of in *[!0-9a-f]* | '') die 4 "$lacks is damaged: line $((left_count + 2))" ;; esac
      left_names[left_count]=$name left_versions[left_count]=$version left_needed_by[left_count]=$needed_by left_of=$of
      left_count=$((left_count + 1))
    done <"$work/bundle/$lacks"
  fi
fi

# Dependencies come before what needs them, so one walk from the end finds everything that `--only` asks for.
selected=()
chosen=$only
i=$count
while [ "$i" -gt 0 ]; do
  i=$((i - 1))
  selected[i]=1
  [ "$only" = ' ' ] && continue
  case $chosen in
    *" ${names[i]} "*) [ "${needs[i]}" = - ] || chosen="$chosen${needs[i]//,/ } " ;;
    *) selected[i]=0 ;;
  esac
  case $only in *" ${names[i]} "*) requested[i]=1 ;; esac
done
for name in $only; do
  [ -z "$target" ] && continue
  found=0
  for ((i = 0; i < count; i++)); do [ "${names[i]}" = "$name" ] && found=1; done
  [ "$found" = 1 ] || die 2 "this bundle has no $name for $target"
done
selected_count=0
for ((i = 0; i < count; i++)); do selected_count=$((selected_count + selected[i])); done

# --- is it whole? -------------------------------------------------------------------------------------------------

for ((i = 0; i < count; i++)); do
  grep -Fxq -e "${sums[i]}" "$work/sums" || die 4 "SHA256SUMS does not list ${bottles[i]} as $plan does"
done
# With --check, all files; otherwise all small files and the bottles that will be installed. Homebrew itself is checked
# before it is laid down.
if [ "$mode" != uninstall-plan ]; then
  {
    say -
    for ((i = 0; i < count; i++)); do [ "${selected[i]}" = 0 ] || say "${bottles[i]}"; done
  } >"$work/wanted"
  awk -v mode="$mode" 'NR == FNR { wanted[$0] = 1; next } { path = substr($0, 67) }
    mode == "check" || path !~ /^(bottles\/.*\.tar\.gz|brew\/.*)$/ || path in wanted' "$work/wanted" "$work/rest" >"$work/now"
  files_to_check=$(($(wc -l <"$work/now") + $(wc -l <"$work/part")))
  say "Verifying $files_to_check files..."
  verify_files "$here" "$work/now"
fi

# --- does it fit? -------------------------------------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then problem 'do not run this as root: run it as the user who owns Homebrew'; fi

# The switch that lets brew take bottles and formulae given by path; empty if it takes them anyway.
paths_switch=''
off='DEVELOPER TESTS FORBID_PACKAGES_FROM_PATHS BOTTLE_DOMAIN ARTIFACT_DOMAIN ARTIFACT_DOMAIN_NO_FALLBACK
  VERIFY_ATTESTATIONS ASK INSTALL_FROM_API'
on='NO_AUTO_UPDATE NO_INSTALL_FROM_API AUTOMATICALLY_SET_NO_INSTALL_FROM_API NO_ANALYTICS NO_GITHUB_API NO_ENV_HINTS
  NO_INSTALL_CLEANUP NO_INSTALLED_DEPENDENTS_CHECK NO_ASK NO_VERIFY_ATTESTATIONS NO_SORBET_RUNTIME'
# brew's environment files override what is exported, and the user's file overrides the others. If one of them sets any of
# these, brew gets the user's file with our settings at its end.
user_config="${XDG_CONFIG_HOME:+$XDG_CONFIG_HOME/homebrew}"
user_config=${user_config:-${HOME-}/.homebrew}
own_config=''
find_overrides() {
  local file
  own_config=''
  for file in "$prefix/etc/homebrew/brew.env" "$user_config/brew.env"; do
    grep -Eq "^HOMEBREW_($(printf '%s CACHE' "$off $on" | tr -s ' \n' '||'))=" "$file" 2>/dev/null && own_config="$work/settings"
  done
  [ -n "$own_config" ] || return 0
  mkdir -p "$own_config/homebrew"
  for file in "$user_config"/*; do
    [ "${file##*/}" = brew.env ] || [ ! -e "$file" ] || ln -sfn -- "$file" "$own_config/homebrew/"
  done
}
run_brew() (
  switch() { # name, value
    if [ -n "$2" ]; then export "$1=$2"; else unset "$1"; fi
    [ -z "$own_config" ] || printf '%s=%s\n' "$1" "$2" >>"$own_config/homebrew/brew.env"
  }
  if [ -n "$own_config" ]; then
    export XDG_CONFIG_HOME="$own_config"
    awk '{ print }' "$user_config/brew.env" >"$own_config/homebrew/brew.env" 2>/dev/null
  fi
  for word in $off; do switch "HOMEBREW_$word" ''; done
  for word in $on; do switch "HOMEBREW_$word" 1; done
  switch HOMEBREW_CACHE "$work/cache"
  # Nothing here needs git. Without Command Line Tools, git on a Mac opens a window that offers them, and brews before
  # 6.0.14 call it at every start; without any git, brews on Linux complain at every start.
  if [ "$system" = macos ] && [ -z "${HOMEBREW_GIT_PATH-}" ] && ! xcode-select -p >/dev/null 2>&1; then
    switch HOMEBREW_GIT_PATH /usr/bin/false
  elif [ "$system" = linux ] && ! git --version >/dev/null 2>&1; then
    switch HOMEBREW_GIT_WARNING 1
  fi
  case ${1-} in install | postinstall) [ -z "$paths_switch" ] || switch "$paths_switch" 1 ;; esac
  if [ -n "$user_locale" ]; then export LC_ALL="$user_locale"; else unset LC_ALL; fi
  exec "$brew" "$@" </dev/null
)

# What brew says when it ends, without its progress and its advice: every error with the lines that belong to it.
why_brew_ended() { # file of output, the folder to name where brew was given a cache of ours
  awk -v ours="$work/cache" -v theirs="$2" '
    /^(Error: |fatal: )/ { shown = 1 }
    /^$|^==>/ { shown = 0 }
    { while (at = index($0, ours)) $0 = substr($0, 1, at - 1) theirs substr($0, at + length(ours)) }
    shown { print (printed++ ? "    " : "") $0 }
    NF { last = $0 }
    END { if (!printed) print last }' "$1"
}
# Whether this brew demands the Command Line Tools before it pours: on Apple silicon up to 6.0.9 and, elsewhere in its code,
# up to 6.0.11; on no Mac from 6.0.12; on Intel from 6.0.16. Its code is read, because a brew laid down without git does not
# know its version.
needs_tools() {
  local rule mac="$repository/Library/Homebrew/extend/os/mac"
  rule=$(awk '/def fatal_preinstall_checks/ { inside = 1 } inside && /check_for_installed_developer_tools/ { print }
    inside && /^ *end$/ { exit }' "$mac/diagnostic.rb" 2>/dev/null)
  [ -n "$rule" ] || rule=$(awk '/def check_developer_tools_for_bottle_pour/ { inside = 1 } inside && /return unless .*CPU/ {
    sub(/return unless/, "if"); print; exit }' "$mac/formula_installer.rb" 2>/dev/null)
  case $rule in
    '') return 1 ;;
    *' if '*CPU.arm\?* | *' unless '*CPU.intel\?*) [ "$machine" = arm64 ] ;;
    *' unless '*CPU.arm\?* | *' if '*CPU.intel\?*) [ "$machine" != arm64 ] ;;
    *' if '* | *' unless '*) return 1 ;;
  esac
}

# Runs the copy that was checked.
offline_brew() { "${BASH:-bash}" "$work/bundle/installer/offline-brew.sh" --brew "$brew" "$@"; }
if [ "$offline" = undo ]; then
  [ -n "$brew" ] || die 3 'no brew is on this machine'
  if [ "$mode" = dry-run ]; then offline_brew --undo --dry-run; else offline_brew --undo; fi
  exit
fi

# --- what is installed --------------------------------------------------------------------------------------------

real() { (cd -P -- "$1" 2>/dev/null && pwd -P); }
# The version that a link of brew's points to; empty if there is no link, or if it leads elsewhere.
version_at() {
  local keg
  keg=$(real "$1") || return 0
  real_cellar=$(real "$cellar") || real_cellar=$cellar
  case $keg in "$real_cellar/$2/"*) printf '%s' "${keg#"$real_cellar/$2/"}" ;; esac
}
opt_version() { version_at "$prefix/opt/$1" "$1"; }
linked_version() { version_at "$prefix/var/homebrew/linked/$1" "$1"; }
has_receipt() { [ -s "$cellar/$1/$2/INSTALL_RECEIPT.json" ]; }
is_done() { has_receipt "$1" "$2" && [ "$(opt_version "$1")" = "$2" ]; }

# Prints -1, 0 or 1 for how brew orders two versions (Library/Homebrew/version.rb at aad366ffaf).
compare_versions() {
  awk -v a="$1" -v b="$2" '
    function cut(text, kind, word,    n, k) {
      n = 0
      while (length(text) > 0) {
        k = 0
        if (match(text, /^(alpha[0-9]*|a[0-9]+)/)) k = 1
        else if (match(text, /^(beta[0-9]*|b[0-9]+)/)) k = 2
        else if (match(text, /^pre[0-9]*/)) k = 3
        else if (match(text, /^rc[0-9]*/)) k = 4
        else if (match(text, /^p[0-9]*/)) k = 6
        else if (match(text, /^.post[0-9]+/)) k = 7
        else if (match(text, /^[0-9]+/)) k = 9
        else if (match(text, /^[a-z]+/)) k = 8
        if (k > 0) { n++; kind[n] = k; word[n] = substr(text, 1, RLENGTH); text = substr(text, RLENGTH + 1) }
        else text = substr(text, 2)
      }
      return n
    }
    function order(x, y) { return x < y ? -1 : x > y ? 1 : 0 }
    function order_digits(x, y) {
      gsub(/[^0-9]/, "", x); gsub(/[^0-9]/, "", y); sub(/^0+/, "", x); sub(/^0+/, "", y)
      return length(x) != length(y) ? order(length(x), length(y)) : order(x "", y "")
    }
    # Kind 5 is where a version has no token any more.
    function compare_same(k, x, m, y) {
      if (k == 9) return order_digits(x, y)
      if (k == 5 || m == 5) return order(k > 5 ? 6 : k, m > 5 ? 6 : m)
      if (k == m && k != 8) return order_digits(x, y)
      if (k == 8 || m == 8 || (k > 5 && m > 5)) return order(x "", y "")
      return order(k, m)
    }
    function compare(x, y,    n, m, l, r, longest, c, ka, wa, kb, wb) {
      n = cut(tolower(x), ka, wa); m = cut(tolower(y), kb, wb)
      longest = n > m ? n : m
      for (l = r = 1; l <= longest; ) {
        if (l > n) ka[l] = 5
        if (r > m) kb[r] = 5
        if (ka[l] == 9 && kb[r] != 9) { if (wa[l] !~ /^0+$/) return 1; l++ }
        else if (kb[r] == 9 && ka[l] != 9) { if (wb[r] !~ /^0+$/) return -1; r++ }
        else {
          c = compare_same(ka[l], wa[l], kb[r], wb[r])
          if (c != 0) return c
          l++; r++
        }
      }
      return 0
    }
    function revision(text) { return match(text, /_[0-9]+$/) ? substr(text, RSTART + 1) + 0 : 0 }
    function bare(text) { sub(/_[0-9]+$/, "", text); return text }
    BEGIN {
      c = compare(bare(a), bare(b))
      print c != 0 ? c : order(revision(a), revision(b))
    }'
}

# What an update leaves out must be installed, or a newer version of it. With --only, just what the named formulae need.
require_other_bundle() {
  local i lacking='' folder found='' there
  for ((i = 0; i < left_count; i++)); do
    is_selected_by "${left_needed_by[i]}" || continue
    there=$(opt_version "${left_names[i]}")
    if [ -n "$there" ] && has_receipt "${left_names[i]}" "$there" &&
      [ "$(compare_versions "$there" "${left_versions[i]}")" != -1 ]; then continue; fi
    lacking="$lacking${lacking:+, }${left_names[i]} ${left_versions[i]}"
  done
  [ -n "$lacking" ] || return 0
  for folder in "$here"/../*/; do
    folder=${folder%/}
    [ -f "$folder/SHA256SUMS" ] && [ "$(sum_of "$folder/SHA256SUMS")" = "$left_of" ] && found=$(real "$folder")
  done
  problem "this is an update, and what it builds on is not installed: $lacking"
  if [ -n "$found" ]; then
    note "  install that first: bash $(printf '%q' "$found/install.sh")"
  else
    note "  install the bundle first whose SHA256SUMS has the sha256 $left_of"
  fi
}
is_selected_by() { # names with commas between
  local i
  [ "$only" != ' ' ] || return 0
  for ((i = 0; i < count; i++)); do
    [ "${selected[i]}" = 0 ] || case ",$1," in *",${names[i]},"*) return 0 ;; esac
  done
  return 1
}

# --- Homebrew itself, where the bundle brings it ------------------------------------------------------------------

# Starts brew once, without a network. Its output is in start.log.
started=''
brew_starts() {
  local ruby
  [ "$started" != "$brew" ] || return 0
  mkdir -p "$work/cache/Formula"
  if [ -z "$prefix" ] || [ -z "$cellar" ] || [ -z "$repository" ]; then
    "$brew" --prefix </dev/null >"$work/start.log" 2>&1
    return 1
  fi
  find_overrides
  # The first command that needs Ruby downloads it, or takes it from the user's cache. These are links, so that brew changes
  # nothing there.
  user_cache=$("$brew" --cache </dev/null 2>/dev/null) || user_cache=''
  for ruby in "$user_cache"/portable-ruby-*.bottle.tar.gz; do
    [ ! -f "$ruby" ] || [ -e "$work/cache/${ruby##*/}" ] || ln -s -- "$ruby" "$work/cache/"
  done
  run_brew config >"$work/start.log" 2>&1 || return 1
  started=$brew
}
# Uses a brew that was laid down beside one that does not start.
use_brew_beside() {
  local folder candidate before=$brew
  folder=$(cd -P -- "$(dirname -- "$brew")" && pwd -P) || return 1
  for candidate in "$folder"/brew-[0-9]*; do
    [ -x "$candidate" ] || continue
    use_brew "$candidate"
    if brew_starts; then return 0; fi
  done
  use_brew "$before"
  return 1
}
lay_brew() { # check, dry-run or lay; more options
  [ ! -f "$work/start.log" ] || why_brew_ended "$work/start.log" "${user_cache:-$work/cache}" >"$work/reason"
  "${BASH:-bash}" "$work/bundle/installer/lay-brew.sh" "$@" --bundle "$here" --sums "$work/sums" --result "$work/laid" \
    --list "$work/bundle/installer/$target/brew.tsv" --system "$system" --machine "$machine" --macos "${system_version-}" \
    --prefix "$brew_prefix" --broken "$brew" --reason "$work/reason" ${brew_how:+"--$brew_how"}
}
# Bottles that work only in one Cellar do not fit another.
check_cellars() {
  local i
  for ((i = 0; i < count; i++)); do
    [ "${selected[i]}" = 1 ] || continue
    case ${cellars[i]} in
      /*) [ "${cellars[i]}" = "$cellar" ] ||
        problem "${names[i]} ${versions[i]} works only in ${cellars[i]}; this Homebrew has $cellar" ;;
    esac
  done
}
leave_undone() { # exit code of lay-brew.sh
  say 'Nothing was installed: this machine has no Homebrew that starts.'
  exit "$1"
}

# Finds out which brew there will be, before it is there.
coming=''
if [ "$problems" = 0 ] && [ -n "$target" ] && [ "$mode" != uninstall-plan ]; then
  state=works
  if [ -z "$brew" ]; then
    state=none
  elif [ "$has_brew" = 1 ] || [ -n "$brew_how" ] || ls -- "${brew%/*}"/brew-[0-9]* >/dev/null 2>&1; then
    if ! brew_starts && ! use_brew_beside; then state=broken; fi
    if [ "$state" = works ] && [ -n "$brew_how" ]; then note "$brew starts, so it is used as it is"; fi
  fi
  if [ "$state" != works ] && [ "$has_brew" = 1 ] && [ "$no_brew" = 0 ]; then
    lay_brew check || leave_undone $?
    { read -r coming && read -r coming_brew && read -r prefix && read -r cellar && read -r repository; } <"$work/laid"
    tools=$(tail -n 1 "$work/bundle/installer/$target/brew.tsv" | cut -f2)
    if [ "$tools" = 1 ] && ! xcode-select -p >/dev/null 2>&1; then
      tools="the Command Line Tools are not installed, and Homebrew $coming needs them before it installs a bottle: xcode-select --install"
      if [ "$selected_count" -gt 0 ]; then problem "$tools"; else note "$tools"; fi
    fi
    check_cellars
    require_other_bundle
    if [ "$problems" = 0 ] && [ "$mode" = dry-run ]; then lay_brew dry-run || leave_undone $?; fi
    if [ "$problems" = 0 ] && [ "$mode" = install ]; then
      lay_brew lay || leave_undone $?
      use_brew "$coming_brew"
      coming=''
    fi
  fi
fi

# --- does it fit this Homebrew? -----------------------------------------------------------------------------------

if [ -n "$coming" ]; then
  described_brew="Homebrew $coming, to be laid down in $prefix"
elif [ -z "$brew" ]; then
  problem 'no brew is on this machine: install Homebrew first'
elif [ -z "$prefix" ] || [ -z "$cellar" ] || [ -z "$repository" ]; then
  problem "$brew does not start: $("$brew" --prefix </dev/null 2>&1 | tail -n 1)"
else
  mkdir -p "$work/cache/Formula"
  # Since 4.6.4 brew takes bottles from paths only for developers and in its own tests. HOMEBREW_DEVELOPER also switches on
  # things that stop a pour: unknown names in `conflicts_with`, old words in formulae, odd Mach-O files. HOMEBREW_TESTS does
  # none of that. If the rule does not name HOMEBREW_TESTS, the other one has to do.
  rule=$(awk '/def forbid_packages_from_paths/ { inside = 1 } inside { print } inside && /^ *end$/ { exit }' \
    "$repository/Library/Homebrew/env_config.rb" 2>/dev/null)
  case $rule in
    '') ;;
    *'ENV["HOMEBREW_TESTS"].blank?'*) paths_switch=HOMEBREW_TESTS ;;
    *) paths_switch=HOMEBREW_DEVELOPER ;;
  esac
  # brew refuses to start as root.
  if [ "$(id -u)" != 0 ] && [ "$mode" != uninstall-plan ] && ! brew_starts; then
    problem "this Homebrew does not start without a network: $(why_brew_ended "$work/start.log" "${user_cache:-$work/cache}")"
  fi
  # If nothing but brew is laid down, the tools can wait.
  if [ "$selected_count" -gt 0 ] && [ "$system" = macos ] && needs_tools && ! xcode-select -p >/dev/null 2>&1; then
    problem "the Command Line Tools are not installed, and this Homebrew needs them on this Mac: xcode-select --install"
  fi
  check_cellars
  [ "$mode" = uninstall-plan ] || require_other_bundle
  described_brew="Homebrew in $prefix"
  dependency_option=''
  grep -q '"--as-dependency"' "$repository/Library/Homebrew/cmd/install.rb" 2>/dev/null &&
    dependency_option=--as-dependency
fi

if [ "$mode" = check ]; then
  if [ "$problems" = 0 ]; then
    say "All $files_to_check files are sound, and the bundle fits this machine ($described, $described_brew)."
    exit 0
  fi
fi
if [ "$problems" -gt 0 ] && [ "$mode" != uninstall-plan ]; then
  [ "$damaged" = 0 ] || leave_damaged
  say "Nothing was installed: $problems problem(s)."
  exit 3
fi
[ -n "$prefix" ] || die 3 'no working brew is on this machine'

# --- who asked for it ---------------------------------------------------------------------------------------------

# Whether a keg was installed because the user asked for it (1) or because another needs it (0); empty if it does not say.
mark_of() { # keg
  case $(grep -o '"installed_on_request": *[a-z]*' "$1/INSTALL_RECEIPT.json" 2>/dev/null | head -n 1) in
    *true) printf 1 ;;
    *false) printf 0 ;;
  esac
}
# The mark of what is installed of a formula: of the version in use, or else of any other.
earlier_mark() { # name
  local keg mark='' other
  other=$(opt_version "$1")
  [ -n "$other" ] && mark=$(mark_of "$cellar/$1/$other")
  for keg in "$cellar/$1"/*/; do
    [ -n "$mark" ] || mark=$(mark_of "${keg%/}")
  done
  printf '%s' "$mark"
}
set_mark() { # keg, 1 or 0
  local receipt="$1/INSTALL_RECEIPT.json" new="$1/.INSTALL_RECEIPT.json.new" asked=false needed=true
  [ "$(mark_of "$1")" != "$2" ] || return 0
  [ "$2" = 0 ] || { asked=true needed=false; }
  # The second field is in receipts of brews before 6.0.
  if cp -p -- "$receipt" "$new" && sed -e "s/\(\"installed_on_request\": *\)[a-z]*/\1$asked/" \
    -e "s/\(\"installed_as_dependency\": *\)[a-z]*/\1$needed/" "$receipt" >"$new" &&
    grep -q "\"installed_on_request\": *$asked" "$new"; then
    mv -f -- "$new" "$receipt"
  else
    rm -f -- "$new"
    note "$receipt does not say whether the formula is a dependency"
  fi
}

if [ "$mode" = uninstall-plan ]; then
  cat <<'TEXT'
# Removes the versions that this bundle brings, users before what they use. Nothing was run.
# Formulae that were here before the bundle, or that others need by now, are among them: read it first.
export HOMEBREW_NO_INSTALL_FROM_API=1 HOMEBREW_NO_AUTO_UPDATE=1
# Without this folder brew tries to clone homebrew-core.
core=$(brew --repository)/Library/Taps/homebrew/homebrew-core
[ -e "$core" ] || mkdir -p "$core/Formula"
TEXT
  for ((i = count - 1; i >= 0; i--)); do
    if [ "${selected[i]}" = 0 ] || ! has_receipt "${names[i]}" "${versions[i]}"; then continue; fi
    others=''
    for keg in "$cellar/${names[i]}"/*/; do
      keg=${keg%/}
      [ "${keg##*/}" = "${versions[i]}" ] || others="$others ${keg##*/}"
    done
    [ -e "$prefix/var/homebrew/pinned/${names[i]}" ] && say "brew unpin ${names[i]}"
    if [ -z "$others" ]; then
      say "brew uninstall --formula --ignore-dependencies ${names[i]}"
    else
      say "brew unlink ${names[i]}; rm -rf '$cellar/${names[i]}/${versions[i]}'; brew link ${names[i]}  # stays:$others"
    fi
  done
  cat <<'TEXT'
# Goes only when it is empty.
rmdir "$core/Formula" "$core" "${core%/*}" 2>/dev/null
TEXT
  exit 0
fi

# --- install ------------------------------------------------------------------------------------------------------

# Copies that were checked.
bundled="$work/bundle/installer/$target"
state="$prefix/var/brewpull"
# What an interrupted run was installing. Its keg cannot be trusted, and the version used before may no longer be in use.
interrupted_name='' interrupted_version='' interrupted_mark='' interrupted_opt=''
if [ -f "$state/in-progress" ]; then
  IFS=$'\t' read -r interrupted_name interrupted_version interrupted_mark interrupted_opt <"$state/in-progress"
fi
# A post-install step that is still to be run has a file with the version of the keg.
pending="$state/post-install"
is_pending() { [ "$(cat "$pending/$1" 2>/dev/null)" = "$2" ]; }
has_step() { grep -Eq '^ *(def post_install|post_install_steps)' "$cellar/$1/$2/.brew/$1.rb" 2>/dev/null; }
# What an interrupted run put where homebrew-core would be.
if [ "$mode" = install ] && [ -f "$state/stand-in" ]; then
  standin_lines=$(cat "$state/stand-in")
  remove_stand_in
fi

# Formulae whose kegs hold a recipe that this brew cannot read: they were poured with the plain one, as their receipts say.
plain_names=' '
for ((i = 0; i < count; i++)); do
  grep -q '"path": *"[^"]*/brewpull\.[^/"]*/cache/Formula/' "$prefix/opt/${names[i]}/INSTALL_RECEIPT.json" 2>/dev/null &&
    plain_names="$plain_names${names[i]} "
done

# Some old bottles name homebrew/core, and commands on names look there: brew would clone that tap. An almost empty folder
# takes its place for as long as it is needed. There brew finds the plain form of any recipe that it cannot read in a keg.
# A real tap is left alone.
make_stand_in() {
  local core="$repository/Library/Taps/homebrew/homebrew-core" folder made='' name
  [ -e "$core" ] && return 0
  mkdir -p "$state"
  for folder in "$repository/Library/Taps" "$repository/Library/Taps/homebrew" "$core" "$core/Formula"; do
    [ -d "$folder" ] || made="$folder"$'\n'"$made"
  done
  for name in $plain_names; do made="$core/Formula/$name.rb"$'\n'"$made"; done
  standin_lines=$made
  printf '%s' "$made" >"$state/stand-in"
  mkdir -p "$core/Formula"
  for name in $plain_names; do cp -- "$bundled/fallback/$name.rb" "$core/Formula/"; done
}

on_name() { # command name
  make_stand_in
  run_brew "$@" >"$work/log" 2>&1
  remove_stand_in
}

# brew gets copies that were checked themselves, because the bundle's folder may change at any time.
bring() { # path of the bottle; brew finds the sidecar beside it
  local sidecar=${1%.tar.gz}
  case $sidecar in *.bottle.*) sidecar=${sidecar%.*} ;; esac
  copy_error="cannot write to $work"
  awk -v bottle="$1" -v sidecar="$sidecar.json" '{ path = substr($0, 67) } path == bottle || path == sidecar' \
    "$work/sums" >"$work/pair" && take_files "$work/pair" && return 0
  [ -z "$copy_error" ] || note "$copy_error: where that has too little room, name another folder with TMPDIR"
  return 1
}

pour() { # path of the bottle in the bundle, more options
  local bottle="$work/bundle/$1"
  shift
  run_brew install --formula --force-bottle --ignore-dependencies ${pour_as:+"$pour_as"} ${1+"$@"} "$bottle" \
    >"$work/log" 2>&1
  brew_code=$?
}
was_disabled() { grep -q '^Error: .* has been disabled' "$work/log"; }

# A formula that any brew can read: the plain one, with the methods and constants of the one inside the keg. Brew's style
# indents those by two spaces. What is not understood is left out; at worst, brew cannot run the step.
recipe_of_methods() { # name, recipe in the keg
  grep '^require ["'\'']' "$2"
  sed '$d' "$bundled/fallback/$1.rb" && awk '
    /^end|^__END__/ { exit }
    inside { print; if (/^  end *(#.*)?$/) inside = 0; next }
    /^  (private )?def / { print; if (!/ end$/ && !/^  (private )?def [^ (=]+(\([^)]*\))? = /) inside = 1; next }
    /^  post_install_steps do/ { print; inside = 1; next }
    /^  (private|protected|include .*|extend .*|attr_.*|alias.*)$/ { print; next }
    /^  [A-Z][A-Za-z0-9_]* = / { print; constant = 1; next }
    constant && /^(   |  [])}])/ { print; next }
    { constant = 0 }' "$2" && echo end
}
# Runs the post-install step of the formula inside a keg after pouring. By its path, so that brew takes no other formula.
run_post_install() { # name; 0 when it ran to its end
  local recipe="$prefix/opt/$1/.brew/$1.rb" code plain="$work/cache/Formula/$1.rb"
  [ -f "$recipe" ] || { say "its formula is not in the keg" >"$work/log"; return 1; }
  make_stand_in
  run_brew postinstall "$recipe" >"$work/log" 2>&1
  code=$?
  if [ "$code" != 0 ] && ! grep -q '^==> Postinstalling' "$work/log" && recipe_of_methods "$1" "$recipe" >"$plain"; then
    run_brew postinstall "$plain" >"$work/log" 2>&1
    code=$?
    grep -q 'method was defined in the formula' "$work/log" && code=1
  fi
  remove_stand_in
  lay_stub "$1"
  return "$code"
}
# Leaves what brew may know of the formula itself: nothing, or the stub for formulae that mention it before it is there.
lay_stub() { # name
  rm -f -- "$work/cache/Formula/$1.rb"
  [ -f "$bundled/stubs/$1.rb" ] && cp -- "$bundled/stubs/$1.rb" "$work/cache/Formula/"
  return 0
}
# Shows brew's warnings, except about the option that is always given and about sums, which this script has checked. That
# brew does not support this macOS is said only once. Stack traces of brew's own code help nobody here.
told_of_macos=0
show_warnings() {
  sed "s/$(printf '\033')\[[0-9;]*m//g" "$work/log" | awk -v told="$told_of_macos" '
    /^(Warning|Error): / {
      shown = !/ignore-dependencies|Cannot verify integrity/ && !(told && /^Warning: You are using macOS /)
    }
    /^(==>|You can try again using:$|$)/ { shown = 0 }
    /^==> An exception occurred/ { shown = 1 }
    /^[ \t]*(from )?\/.*:[0-9]+:in / { next }
    shown { print "    " $0 }'
  grep -q '^Warning: You are using macOS ' "$work/log" && told_of_macos=1
  return 0
}
unfinished=''
finish_post_install() { # name version
  if run_post_install "$1"; then
    clear_pending "$1"
  else
    show_warnings
    say_unfinished "$1" "$2"
  fi
}
say_unfinished() { # name version
  note "the post-install step of $1 $2 did not finish"
  unfinished="$unfinished${unfinished:+, }$1 $2"
}
clear_pending() { # name
  rm -f -- "$pending/$1"
  rmdir -- "$pending" 2>/dev/null
  return 0
}

decide() { # index; sets action
  local name=${names[$1]} version=${versions[$1]} other
  other=$(opt_version "$name")
  if [ "$interrupted_name" = "$name" ] && [ "$interrupted_version" = "$version" ]; then
    action=redo
  elif is_done "$name" "$version"; then
    if [ "${keg_only[$1]}" = 1 ] || [ -n "$(linked_version "$name")" ]; then action='skip'; else action='link'; fi
  elif [ -n "$other" ] && has_receipt "$name" "$other" && [ "${requested[$1]}" = 0 ] && [ "$exact" = 0 ] &&
    [ "$(compare_versions "$other" "$version")" = 1 ]; then
    action=keep
  else
    action=pour
  fi
}

install_one() { # index; 0 when the version is on the disk afterwards
  local name=${names[$1]} version=${versions[$1]} keg="$cellar/${names[$1]}/${versions[$1]}" other aside='' in_opt
  local mark=1 pour_as='' is_plain=0 was_pending=0 in_use mark_in_use=''
  other=$(linked_version "$name")
  if [ -e "$prefix/var/homebrew/pinned/$name" ]; then
    note "$name is pinned at $(version_at "$prefix/var/homebrew/pinned/$name" "$name"): run brew unpin $name first"
    return 1
  fi
  bring "${bottles[$1]}" || return 1
  in_opt=$(readlink "$prefix/opt/$name") || in_opt=''
  case $in_opt in */"$version") in_opt='' ;; esac
  in_use="$cellar/$name/${in_opt##*/}"
  [ -z "$in_opt" ] || mark_in_use=$(mark_of "$in_use")
  if [ "${requested[$1]}" = 0 ]; then
    mark=$(earlier_mark "$name")
    mark=${mark:-0}
  fi
  if [ "$action" = redo ]; then
    [ "${requested[$1]}" = 1 ] || mark=${interrupted_mark:-$mark}
    in_opt=${in_opt:-$interrupted_opt}
  fi
  [ "$mark" = 1 ] || pour_as=$dependency_option
  is_pending "$name" "$version" && was_pending=1
  mkdir -p "$state" || return 1
  [ "${post_installs[$1]}" = 0 ] || { mkdir -p "$pending" && printf '%s\n' "$version" >"$pending/$name"; } || return 1
  printf '%s\t%s\t%s\t%s\n' "$name" "$version" "$mark" "$in_opt" >"$state/in-progress" && sync
  if [ -n "$other" ]; then on_name unlink "$name"; fi
  if [ -d "$keg" ]; then
    if [ "$action" != redo ] && has_receipt "$name" "$version"; then
      # The keg is whole, but another version is in use: brew would say that it is already installed and do nothing.
      aside="$state/aside-$name"
      rm -rf -- "$aside"
      mv -- "$keg" "$aside"
    else
      rm -rf -- "$keg"
    fi
  fi
  # Of the formula itself, brew must know only the one inside.
  rm -f -- "$work/cache/Formula/$name.rb"
  plain_names=${plain_names/ $name / }
  [ "$plain_names" = ' ' ] || make_stand_in
  pour "${bottles[$1]}"
  if ! is_done "$name" "$version"; then
    cp "$work/log" "$work/first-log"
    rm -rf -- "$keg"
    # If brew cannot read a formula, it takes the keg in use for what was asked for.
    [ -z "$mark_in_use" ] || set_mark "$in_use" "$mark_in_use"
    make_stand_in
    # brew knows a formula by the keg in opt before it looks at what is laid down for it. And if Linux is older than brew
    # likes (seen with 6.0.18), it stops when it finds another version there.
    [ -z "$in_opt" ] || rm -f -- "$prefix/opt/$name"
    if grep -q 'Either tap or path is required' "$work/log" && [ -n "$in_opt" ]; then pour "${bottles[$1]}"; fi
    if ! is_done "$name" "$version" && ! was_disabled && [ -f "$bundled/fallback/$name.rb" ]; then
      cp -- "$bundled/fallback/$name.rb" "$work/cache/Formula/$name.rb"
      is_plain=1
      pour "${bottles[$1]}"
      rm -f -- "$work/cache/Formula/$name.rb"
    fi
    # A formula may name the day from which brew refuses it. Whoever made the bundle wants it anyway; brew only warns.
    if ! is_done "$name" "$version" && was_disabled; then pour "${bottles[$1]}" --force; fi
    if ! is_done "$name" "$version"; then
      remove_stand_in
      lay_stub "$name"
      [ -z "$in_opt" ] || ln -sfn -- "$in_opt" "$prefix/opt/$name"
      note "brew did not install $name $version (it exited with $brew_code). It said:"
      sed 's/^/    /' "$work/first-log" >&2
      if ! cmp -s "$work/first-log" "$work/log"; then
        note 'and in the end:'
        sed 's/^/    /' "$work/log" >&2
      fi
      was_disabled && note 'brew refuses this formula, and before 4.4.8 it cannot be told to install it anyway'
      rm -rf -- "$keg"
      [ -n "$aside" ] && mv -- "$aside" "$keg"
      [ -n "$other" ] && on_name link "$name"
      [ "$was_pending" = 1 ] || clear_pending "$name"
      rm -f -- "$state/in-progress"
      return 1
    fi
  fi
  remove_stand_in
  lay_stub "$name"
  [ "$is_plain" = 0 ] || plain_names="$plain_names$name "
  [ -n "$aside" ] && rm -rf -- "$aside"
  set_mark "$keg" "$mark"
  show_warnings
  [ "$brew_code" = 0 ] || say "    (brew exited with $brew_code, but $name $version is installed)"
  if [ "${post_installs[$1]}" = 1 ] || has_step "$name" "$version"; then
    if [ "$is_plain" = 0 ] && grep -q '^Warning: The post-install step did not complete' "$work/log"; then
      say_unfinished "$name" "$version"
    elif [ "$is_plain" = 1 ] || [ "$brew_code" != 0 ]; then
      finish_post_install "$name" "$version"
    else
      clear_pending "$name"
    fi
  fi
  # The keg must be on disk before the note that it may not be is removed.
  sync
  rm -f -- "$state/in-progress"
  if [ "${keg_only[$1]}" = 0 ] && [ "$(linked_version "$name")" != "$version" ]; then
    say "    $name is installed but not linked into $prefix: run brew link $name"
  fi
  return 0
}

for stub in "$bundled/stubs"/*.rb; do
  [ -f "$stub" ] && cp -- "$stub" "$work/cache/Formula/"
done

installed=0 present=0 kept=0 failed=0 skipped=0 at=0 broken=' '
for ((i = 0; i < count; i++)); do
  [ "${selected[i]}" = 1 ] || continue
  at=$((at + 1))
  name=${names[i]} version=${versions[i]} label="[$at/$selected_count] ${names[i]} ${versions[i]}"
  missing=''
  for dependency in ${needs[i]//,/ }; do
    [ "$dependency" = - ] && continue
    case $broken in *" $dependency "*) missing=$dependency ;; esac
  done
  if [ -n "$missing" ]; then
    note "$label: left out, because it needs $missing"
    broken="$broken$name " skipped=$((skipped + 1))
    continue
  fi
  decide "$i"
  case $action in
    skip)
      if ! is_pending "$name" "$version"; then
        say "$label: installed already"
      elif [ "$mode" = dry-run ]; then
        say "$label: installed already; its post-install step would be run"
      else
        say "$label: installed already; running its post-install step..."
        finish_post_install "$name" "$version"
      fi
      present=$((present + 1))
      ;;
    keep)
      say "$label: kept the newer $(opt_version "$name") (--exact installs the bundle's)"
      kept=$((kept + 1))
      continue
      ;;
    link)
      if [ "$mode" = dry-run ]; then
        say "$label: would be linked"
      else
        on_name link "$name"
        if [ -n "$(linked_version "$name")" ]; then say "$label: linked"; else
          say "$label: installed already, but brew does not link it:"
          sed 's/^/    /' "$work/log"
        fi
        is_pending "$name" "$version" && finish_post_install "$name" "$version"
      fi
      present=$((present + 1))
      ;;
    *)
      if [ "$mode" = dry-run ]; then
        replaced=$(opt_version "$name")
        say "$label: would be installed${replaced:+ in place of $replaced, which stays in the Cellar}"
        installed=$((installed + 1))
        continue
      fi
      say "$label: installing..."
      install_one "$i"
      code=$?
      rm -rf -- "$work/bundle/bottles"
      if [ "$code" = 0 ]; then
        installed=$((installed + 1))
      else
        broken="$broken$name " failed=$((failed + 1))
        [ "$keep_going" = 1 ] || break
        continue
      fi
      ;;
  esac
  # What was there as a dependency has now been asked for. brew's own install does the same with what is already there.
  if [ "${requested[i]}" = 1 ] && [ "$mode" = install ] && [ "$(mark_of "$cellar/$name/$version")" = 0 ]; then
    set_mark "$cellar/$name/$version" 1
  fi
  if [ "$pin" = 1 ] && [ "$mode" = install ] && [ ! -e "$prefix/var/homebrew/pinned/$name" ]; then
    on_name pin "$name"
    [ -e "$prefix/var/homebrew/pinned/$name" ] || note "$name could not be pinned: $(tail -n 1 "$work/log")"
  fi
done

if [ "$mode" = dry-run ]; then
  [ "$selected_count" -gt 0 ] || say 'Nothing was done.'
  [ "$selected_count" = 0 ] ||
    say "Nothing was done. Of $selected_count: $installed to install, $present there already, $kept kept newer."
  if [ "$offline" = 1 ]; then
    if [ -z "$coming" ]; then offline_brew --dry-run; else say 'Homebrew would get its offline settings.'; fi
  fi
  exit
fi
left=$((selected_count - installed - present - kept - failed - skipped))
[ "$selected_count" -gt 0 ] || say "Homebrew is in $prefix, and starts: $brew (the bundle brings nothing else)"
[ "$selected_count" = 0 ] ||
  say "Of $selected_count: $installed installed, $present there already, $kept kept newer, $failed failed, $((skipped + left)) not tried."
if [ -n "$unfinished" ]; then
  say "Without their post-install step: $unfinished. Run this again to retry it, or run brew postinstall NAME."
fi
if [ "$failed" = 0 ]; then
  # If that was asked for before, the new formulae may mention new names.
  if [ "$offline" = 1 ] || [ -f "$state/offline-brew" ]; then
    offline_brew || exit
  elif for_shell=$(offline_brew --shell) && [ -n "$for_shell" ]; then
    say 'Without a network brew needs these lines first; --offline-brew does it once for all:'
    say "$for_shell" | sed 's/^/    /'
  fi
  [ -z "$unfinished" ] || exit 6
  exit 0
fi
say 'Fix what brew reported and run it again: what is installed stays installed.'
[ "$damaged" = 0 ] || exit 4
[ "$keep_going" = 1 ] && [ $((installed + present + kept)) -gt 0 ] && exit 6
exit 1
}
