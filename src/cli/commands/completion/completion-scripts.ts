import { UsageError } from '../../../core/errors.ts';
import { COMPLETE_WORD } from './complete-word.ts';
import { SHELLS, type Shell } from './shells.ts';

/** Returns the completion script for a shell. */
export function renderCompletion(shell: Shell): string {
  return SCRIPTS[shell];
}

/** Reads the name of a shell. Throws {@link UsageError} for one without completion. */
export function readShell(shell: string): Shell {
  const found = SHELLS.find((each) => each === shell);
  if (found !== undefined) return found;
  throw new UsageError(`there is no completion for ${shell}`, {
    hint: `Choose one of ${SHELLS.join(', ')}.`,
  });
}

const WHAT = `It completes commands, their options and values, names of formulae, their versions (vim=), and files.
# brewpull itself says what may come next, from what is on this disk.`;

// Bash passes only pieces of a word that it split at = : @ and replaces only the last one, so brewpull gets the whole line. The
// script does not use compgen -W, which runs anything in its words that looks like code. The Bash 3.2 of old Macs has no compopt,
// and offers files if nothing else fits.
const BASH = `# bash completion for brewpull: eval "$(brewpull completion bash)"
# ${WHAT}
_brewpull() {
  local kind="" ending="" each
  COMPREPLY=()
  {
    IFS= read -r kind
    IFS= read -r each
    IFS= read -r ending
    while IFS= read -r each; do COMPREPLY+=("$each"); done
  } < <(brewpull ${COMPLETE_WORD} bash "$2" "\${COMP_LINE:0:\${COMP_POINT:-0}}" 2>/dev/null)
  case "$kind" in
    words) compopt +o default -o nosort 2>/dev/null ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    files)
      # Where none has the ending, bash completes all files.
      if [[ -n "$ending" ]] && compgen -f -X "!*$ending" -- "$2" >/dev/null; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r each; do COMPREPLY+=("$each"); done \\
          < <(compgen -f -X "!*$ending" -- "$2"; compgen -d -- "$2")
      fi
      ;;
  esac
  return 0
}
complete -o default -F _brewpull brewpull
`;

const ZSH = `#compdef brewpull
# zsh completion for brewpull: put this in a file named _brewpull in a folder of $fpath
# ${WHAT}
_brewpull() {
  local -a lines
  local kind lead ending
  lines=("\${(@f)$(brewpull ${COMPLETE_WORD} zsh "\${(@Q)words[1,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  kind="$lines[1]" lead="$lines[2]" ending="$lines[3]"
  lines=("\${(@)lines[4,-1]}")
  if [[ -n "$lead" ]]; then
    [[ "$PREFIX" == "$lead"* ]] || return 1
    IPREFIX+="$lead"
    PREFIX="\${PREFIX[$#lead+1,-1]}"
  fi
  case "$kind" in
    words) (( $#lines )) && _describe -V brewpull lines ;;
    folders) _files -/ ;;
    files) if [[ -n "$ending" ]]; then _files -g "*$ending"; else _files; fi ;;
    *) _files ;;
  esac
}
# As a file of $fpath this runs at the first completion, which it has to answer.
if [[ "$funcstack[1]" == _brewpull ]]; then
  _brewpull "$@"
else
  compdef _brewpull brewpull
fi
`;

const FISH = `# fish completion for brewpull: brewpull completion fish | source
# ${WHAT}
function __brewpull_asks
    type -q brewpull; or return
    set -g __brewpull_answer (brewpull ${COMPLETE_WORD} fish (commandline -opc) (commandline -ct) 2>/dev/null)
    contains -- "$__brewpull_answer[1]" words folders
end
function __brewpull_says
    set -l answer $__brewpull_answer
    set -l lead $answer[2]
    if test "$answer[1]" = folders
        set -l typed (string sub -s (math 1 + (string length -- "$lead")) -- (commandline -ct))
        for folder in (__fish_complete_directories "$typed")
            echo -- "$lead$folder"
        end
    else if set -q answer[4]
        printf '%s\\n' $answer[4..-1]
    end
end
# Where files fit, fish completes them itself.
complete -c brewpull -n __brewpull_asks -f -a '(__brewpull_says)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
