#!/bin/bash
# Installs the bottles of this bundle with the Homebrew that is already on this machine, without a network.
# Runs under bash 3.2. Changes nothing but what Homebrew installs; may be run again at any time.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 does not fit this machine, 4 damaged files, 6 some of several failed.

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
  --only NAME       install NAME and what it needs; may be given several times
  --exact           install the bundle's version of a dependency even where a newer one is installed
  --pin             pin what the bundle brings, so that `brew upgrade` leaves it alone
  --keep-going      continue with the rest when one formula fails
  --uninstall-plan  print the commands that would remove what the bundle brings
  --offline-brew    afterwards make this Homebrew work without a network
  --undo-offline-brew
                    undo that, and install nothing
  --help            print this text
TEXT
}

mode=install exact=0 pin=0 keep_going=0 offline=0 only=' '
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

problems=0 damaged=0
problem() {
  problems=$((problems + 1))
  note "$*"
}

# --- this machine ------------------------------------------------------------------------------------------------

brew=$(command -v brew) || brew=
for candidate in /opt/homebrew/bin/brew /usr/local/bin/brew /home/linuxbrew/.linuxbrew/bin/brew; do
  [ -n "$brew" ] || { [ -x "$candidate" ] && brew=$candidate; }
done
prefix='' cellar='' repository=''
if [ -n "$brew" ]; then
  prefix=$("$brew" --prefix </dev/null 2>/dev/null) || prefix=
  cellar=$("$brew" --cellar </dev/null 2>/dev/null) || cellar=
  repository=$("$brew" --repository </dev/null 2>/dev/null) || repository=
fi

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
    # Under Rosetta `uname` says x86_64 on Apple silicon; the brew in /opt/homebrew is native all the same.
    if [ "$machine" = x86_64 ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ] &&
      [ "$prefix" = /opt/homebrew ]; then
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

# --- only what SHA256SUMS lists ----------------------------------------------------------------------------------

work=''
standin_lines=''
remove_stand_in() {
  [ -n "$standin_lines" ] || return 0
  # No here-string: bash keeps those in TMPDIR, which may be full.
  printf '%s\n' "$standin_lines" | while IFS= read -r line; do
    [ -n "$line" ] && rmdir -- "$line" 2>/dev/null
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
# What it holds would look like files that somebody added to the bundle.
case $work/ in "$here"/*) refuse_tmpdir "$work is inside the bundle" ;; esac
# Lists that a full disk cuts off would blame the bundle. They are a few copies of the names in SHA256SUMS. Random bytes:
# some disks keep zeros in no room at all.
room=$(wc -c <"$here/SHA256SUMS") || die 1 "cannot read $here/SHA256SUMS"
require_room() {
  head -c $((1048576 + 8 * room)) /dev/urandom >"$work/room" || refuse_tmpdir "$work has too little room"
  rm -f -- "$work/room"
}
require_room

if command -v shasum >/dev/null 2>&1; then
  check_sums() { shasum -a 256 -c "$1"; }
elif command -v sha256sum >/dev/null 2>&1; then
  check_sums() { sha256sum -c "$1"; }
else
  die 1 'neither shasum nor sha256sum is here: the files cannot be verified'
fi

# Everything below reads this copy of the list.
cp -- "$here/SHA256SUMS" "$work/SHA256SUMS" || die 1 "cannot copy SHA256SUMS to $work"
at=0
while IFS= read -r line; do
  at=$((at + 1))
  case ${line:0:64} in *[!0-9a-f]*) die 4 "SHA256SUMS is damaged: line $at" ;; esac
  if [ "${line:64:2}" != '  ' ] || ! is_path "${line:66}"; then die 4 "SHA256SUMS is damaged: line $at"; fi
  printf '%s\n' "$line"
done <"$work/SHA256SUMS" >"$work/sums"
if [ "$at" = 0 ] || [ -n "$line" ]; then die 4 'SHA256SUMS is damaged: it was cut off'; fi
cut -c67- "$work/sums" | sort >"$work/listed"
# Names that differ only in case are one file to a Mac.
twice=$(tr '[:upper:]' '[:lower:]' <"$work/listed" | sort | uniq -d | head -n 1)
[ -z "$twice" ] || die 4 "SHA256SUMS is damaged: it lists $twice twice"
is_listed() { grep -Fxq -e "$1" "$work/listed"; }

# Lists what the bundle holds besides folders, one name on a line. No listed name has a question mark, so the odd ones
# stay odd. What a Mac leaves on disks of other systems is never read, and may be there.
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

# Copies files into a folder of its own. Sets copy_error to what went wrong.
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
  local line sound=0 before=$problems total verdicts IFS=$'\n'
  total=$(($(wc -l <"$2")))
  [ "$total" -gt 0 ] || return 0
  # No file, which a full TMPDIR would cut off, and no process substitution, which bash 3.2 does not know when it runs as sh.
  verdicts=$(cd -P -- "$1" && check_sums "$2" 2>/dev/null)
  set -f
  for line in $verdicts; do
    case $line in
      *': OK') sound=$((sound + 1)) ;;
      *': FAILED open or read') problem "${line%: FAILED*} is missing" ;;
      *': FAILED') problem "${line%: FAILED*} is damaged: copy the bundle again" ;;
    esac
  done
  set +f
  [ "$sound" -ne "$total" ] || return 0
  damaged=1
  [ "$problems" -ne "$before" ] || problem "only $sound of $total files could be verified"
  return 1
}
# Copies files and verifies the copies. Where that fails although the bundle is whole, copy_error says why.
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
  comm -13 "$work/listed" "$work/found" | grep -vx SHA256SUMS >"$work/unlisted"
  refuse_files "$work/unlisted" 'is not part of this bundle (SHA256SUMS does not list it): move it away'
  list_files ! -type f >"$work/found"
  comm -12 "$work/listed" "$work/found" >"$work/special"
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

names=() versions=() cellars=() requested=() keg_only=() bottles=() needs=() sums=()
count=0
if [ -n "$target" ]; then
  plan="installer/$target/plan.tsv"
  is_listed "$plan" || die 4 "SHA256SUMS does not list $plan"
  while IFS=$'\t' read -r name version rebuild in_cellar is_requested is_keg_only sha256 size bottle depends rest; do
    case $name in '#'*) continue ;; esac
    if ! is_name "$name" || ! is_version "$version" || ! is_path "$bottle" || [ -n "${rest-}" ]; then
      die 4 "$plan is damaged: line $((count + 2))"
    fi
    case $rebuild$size$is_requested$is_keg_only in *[!0-9]* | '') die 4 "$plan is damaged: line $((count + 2))" ;; esac
    case $sha256 in *[!0-9a-f]* | '') die 4 "$plan is damaged: line $((count + 2))" ;; esac
    case $in_cellar in any | any_skip_relocation | /*) ;; *) die 4 "$plan is damaged: line $((count + 2))" ;; esac
    [ "$depends" = - ] || is_name "${depends//,/}" || die 4 "$plan is damaged: line $((count + 2))"
    names[count]=$name versions[count]=$version cellars[count]=$in_cellar requested[count]=$is_requested
    keg_only[count]=$is_keg_only bottles[count]=$bottle needs[count]=$depends
    sums[count]="$sha256  $bottle"
    count=$((count + 1))
  done <"$work/bundle/$plan"
  [ "$count" -gt 0 ] || die 4 "$plan lists nothing"
fi

# Dependencies come before what needs them, so one walk from the end finds everything that `--only` means.
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
# All files in --check; else all small files, and of the bottles those that will be installed.
if [ "$mode" != uninstall-plan ]; then
  {
    say -
    for ((i = 0; i < count; i++)); do [ "${selected[i]}" = 0 ] || say "${bottles[i]}"; done
  } >"$work/wanted"
  awk -v mode="$mode" 'NR == FNR { wanted[$0] = 1; next } { path = substr($0, 67) }
    mode == "check" || path !~ /^bottles\/.*\.tar\.gz$/ || path in wanted' "$work/wanted" "$work/rest" >"$work/now"
  files_to_check=$(($(wc -l <"$work/now") + $(wc -l <"$work/part")))
  say "Verifying $files_to_check files…"
  verify_files "$here" "$work/now"
fi

# --- does it fit? -------------------------------------------------------------------------------------------------

if [ "$(id -u)" = 0 ]; then problem 'do not run this as root: run it as the user who owns Homebrew'; fi

# What HOMEBREW_DEVELOPER has to be for bottles given by path; empty where it is not needed.
developer=''
run_brew() (
  unset HOMEBREW_DEVELOPER HOMEBREW_FORBID_PACKAGES_FROM_PATHS HOMEBREW_BOTTLE_DOMAIN HOMEBREW_ARTIFACT_DOMAIN \
    HOMEBREW_ARTIFACT_DOMAIN_NO_FALLBACK HOMEBREW_VERIFY_ATTESTATIONS HOMEBREW_ASK HOMEBREW_INSTALL_FROM_API
  for switch in NO_AUTO_UPDATE NO_INSTALL_FROM_API AUTOMATICALLY_SET_NO_INSTALL_FROM_API NO_ANALYTICS NO_GITHUB_API \
    NO_ENV_HINTS NO_INSTALL_CLEANUP NO_INSTALLED_DEPENDENTS_CHECK NO_ASK NO_VERIFY_ATTESTATIONS NO_SORBET_RUNTIME; do
    export "HOMEBREW_$switch=1"
  done
  export HOMEBREW_CACHE="$work/cache"
  [ -n "$developer" ] && export HOMEBREW_DEVELOPER="$developer"
  if [ -n "$user_locale" ]; then export LC_ALL="$user_locale"; else unset LC_ALL; fi
  exec "$brew" "$@" </dev/null
)

# The copy that was checked.
offline_brew() { bash "$work/bundle/installer/offline-brew.sh" --brew "$brew" "$@"; }
if [ "$offline" = undo ]; then
  [ -n "$brew" ] || die 3 'no brew is on this machine'
  if [ "$mode" = dry-run ]; then offline_brew --undo --dry-run; else offline_brew --undo; fi
  exit
fi

if [ -z "$brew" ]; then
  problem 'no brew is on this machine: install Homebrew first'
elif [ -z "$prefix" ] || [ -z "$cellar" ] || [ -z "$repository" ]; then
  problem "$brew does not start: $("$brew" --prefix </dev/null 2>&1 | tail -n 1)"
else
  mkdir -p "$work/cache/Formula"
  developer=$(offline_brew --developer) || developer=''
  # The first command that needs Ruby downloads it. brew refuses to start as root.
  if [ "$(id -u)" != 0 ] && [ "$mode" != uninstall-plan ] && ! run_brew config >"$work/config" 2>&1; then
    problem "this Homebrew does not start without a network: $(grep -v '^$' "$work/config" | tail -n 1)"
  fi
  if [ "$system" = macos ] && [ "$machine" = arm64 ] && ! xcode-select -p >/dev/null 2>&1; then
    problem "the Command Line Tools are not installed, and Homebrew needs them on Apple silicon: xcode-select --install"
  fi
  for ((i = 0; i < count; i++)); do
    [ "${selected[i]}" = 1 ] || continue
    case ${cellars[i]} in
      /*) [ "${cellars[i]}" = "$cellar" ] ||
        problem "${names[i]} ${versions[i]} works only in ${cellars[i]}; this Homebrew has $cellar" ;;
    esac
  done
fi

if [ "$mode" = check ]; then
  if [ "$problems" = 0 ]; then
    say "All $files_to_check files are sound, and the bundle fits this machine ($described, Homebrew in $prefix)."
    exit 0
  fi
fi
if [ "$problems" -gt 0 ] && [ "$mode" != uninstall-plan ]; then
  [ "$damaged" = 0 ] || leave_damaged
  say "Nothing was installed: $problems problem(s)."
  exit 3
fi
[ -n "$prefix" ] || die 3 'no working brew is on this machine'

# --- what is installed --------------------------------------------------------------------------------------------

real() { (cd -P -- "$1" 2>/dev/null && pwd -P); }
real_cellar=$(real "$cellar") || real_cellar=$cellar
# The version that a link of brew's points to; empty without a link or with one that leads elsewhere.
version_at() {
  local keg
  keg=$(real "$1") || return 0
  case $keg in "$real_cellar/$2/"*) printf '%s' "${keg#"$real_cellar/$2/"}" ;; esac
}
opt_version() { version_at "$prefix/opt/$1" "$1"; }
linked_version() { version_at "$prefix/var/homebrew/linked/$1" "$1"; }
has_receipt() { [ -s "$cellar/$1/$2/INSTALL_RECEIPT.json" ]; }
is_done() { has_receipt "$1" "$2" && [ "$(opt_version "$1")" = "$2" ]; }

# Prints -1, 0 or 1 as brew orders two versions (Library/Homebrew/version.rb at aad366ffaf).
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
interrupted_name='' interrupted_version=''
if [ -f "$state/in-progress" ]; then
  IFS=$'\t' read -r interrupted_name interrupted_version <"$state/in-progress"
fi
# What an interrupted run has put where homebrew-core would be.
if [ "$mode" = install ] && [ -f "$state/stand-in" ]; then
  standin_lines=$(cat "$state/stand-in")
  remove_stand_in
fi

# Some old bottles name homebrew/core, and commands on names look there: brew would clone that tap. An empty folder will
# do in its place, for as long as it is needed. A real tap is left alone.
make_stand_in() {
  local core="$repository/Library/Taps/homebrew/homebrew-core" folder made=''
  [ -e "$core" ] && return 0
  mkdir -p "$state"
  for folder in "$repository/Library/Taps" "$repository/Library/Taps/homebrew" "$core" "$core/Formula"; do
    [ -d "$folder" ] || made="$folder"$'\n'"$made"
  done
  standin_lines=$made
  printf '%s' "$made" >"$state/stand-in"
  mkdir -p "$core/Formula"
}

on_name() { # command name
  make_stand_in
  run_brew "$@" >"$work/log" 2>&1
  remove_stand_in
}

# brew gets copies that were checked as such: what the folder holds may change at any time.
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
  run_brew install --formula --force-bottle --ignore-dependencies ${1+"$@"} "$bottle" >"$work/log" 2>&1
  brew_code=$?
}
was_disabled() { grep -q '^Error: .* has been disabled' "$work/log"; }

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
  other=$(linked_version "$name")
  if [ -e "$prefix/var/homebrew/pinned/$name" ]; then
    note "$name is pinned at $(version_at "$prefix/var/homebrew/pinned/$name" "$name"): run brew unpin $name first"
    return 1
  fi
  bring "${bottles[$1]}" || return 1
  mkdir -p "$state" && printf '%s\t%s\n' "$name" "$version" >"$state/in-progress" && sync
  if [ -n "$other" ]; then on_name unlink "$name"; fi
  if [ -d "$keg" ]; then
    if [ "$action" != redo ] && has_receipt "$name" "$version"; then
      # Whole, but another version is in use: brew would say that it is installed already and do nothing.
      aside="$state/aside-$name"
      rm -rf -- "$aside"
      mv -- "$keg" "$aside"
    else
      rm -rf -- "$keg"
    fi
  fi
  # Of its own formula brew shall know only the one inside.
  rm -f -- "$work/cache/Formula/$name.rb"
  pour "${bottles[$1]}"
  if ! is_done "$name" "$version"; then
    cp "$work/log" "$work/first-log"
    rm -rf -- "$keg"
    make_stand_in
    # Where Linux is older than brew likes (6.0.18 was seen to), brew ends when it finds another version in opt.
    if grep -q 'Either tap or path is required' "$work/log" && in_opt=$(readlink "$prefix/opt/$name"); then
      rm -f -- "$prefix/opt/$name"
      pour "${bottles[$1]}"
      is_done "$name" "$version" || ln -sfn -- "$in_opt" "$prefix/opt/$name"
    fi
    if ! is_done "$name" "$version" && ! was_disabled && [ -f "$bundled/fallback/$name.rb" ]; then
      cp -- "$bundled/fallback/$name.rb" "$work/cache/Formula/$name.rb"
      pour "${bottles[$1]}"
      rm -f -- "$work/cache/Formula/$name.rb"
    fi
    # A formula may name the day from which brew refuses it. Whoever made the bundle wants it all the same; brew warns.
    if ! is_done "$name" "$version" && was_disabled; then pour "${bottles[$1]}" --force; fi
    remove_stand_in
    [ -f "$bundled/stubs/$name.rb" ] && cp -- "$bundled/stubs/$name.rb" "$work/cache/Formula/"
    if ! is_done "$name" "$version"; then
      note "brew did not install $name $version (it exited with $brew_code). It said:"
      sed 's/^/    /' "$work/first-log" >&2
      if ! cmp -s "$work/first-log" "$work/log"; then
        note 'and in the end:'
        sed 's/^/    /' "$work/log" >&2
      fi
      was_disabled && note 'brew refuses this formula, and before 4.4.8 it cannot be told to install it all the same'
      rm -rf -- "$keg"
      [ -n "$aside" ] && mv -- "$aside" "$keg"
      [ -n "$other" ] && on_name link "$name"
      rm -f -- "$state/in-progress"
      return 1
    fi
  fi
  [ -n "$aside" ] && rm -rf -- "$aside"
  # The keg must be on the disk before the note that it may not be.
  sync
  rm -f -- "$state/in-progress"
  # What brew warned of, but for the option that is always given, and for sums: this script has checked them.
  awk '/^(Warning|Error): / { shown = !/ignore-dependencies|Cannot verify integrity/ } /^(==>|$)/ { shown = 0 } shown { print "    " $0 }' "$work/log"
  [ "$brew_code" = 0 ] || say "    (brew exited with $brew_code, but $name $version is installed)"
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
      say "$label: installed already"
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
      say "$label: installing…"
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
  if [ "$pin" = 1 ] && [ "$mode" = install ] && [ ! -e "$prefix/var/homebrew/pinned/$name" ]; then
    on_name pin "$name"
    [ -e "$prefix/var/homebrew/pinned/$name" ] || note "$name could not be pinned: $(tail -n 1 "$work/log")"
  fi
done

if [ "$mode" = dry-run ]; then
  say "Nothing was done. Of $selected_count: $installed to install, $present there already, $kept kept newer."
  [ "$offline" = 0 ] || offline_brew --dry-run
  exit
fi
left=$((selected_count - installed - present - kept - failed - skipped))
say "Of $selected_count: $installed installed, $present there already, $kept kept newer, $failed failed, $((skipped + left)) not tried."
if [ "$failed" = 0 ]; then
  # Where that was asked for before, what is new may mention new names.
  if [ "$offline" = 1 ] || [ -f "$state/offline-brew" ]; then
    offline_brew
    exit
  fi
  for_shell=$(offline_brew --shell) && [ -n "$for_shell" ] &&
    say 'Without a network brew needs these lines first; --offline-brew does it once for all:' && say "$for_shell" | sed 's/^/    /'
  exit 0
fi
say 'Run it again after mending what brew said: what is installed stays installed.'
[ "$damaged" = 0 ] || exit 4
[ "$keep_going" = 1 ] && [ $((installed + present + kept)) -gt 0 ] && exit 6
exit 1
}
