import { UsageError } from '../../../core/errors.ts';
import { optionSpec, type OptionName } from '../../arguments/options/options.ts';
import type { Command } from '../../command.ts';
import { PULL } from '../pull/pull.ts';
import { NAMES_WORD } from './names-word.ts';
import { offeredValues } from './offered-values.ts';

/** Shells that a completion script can be written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Words that work as commands and are none. */
const MORE_WORDS = ['help', 'version'];

/** Writes the completion script of a shell. Throws {@link UsageError} for another shell. */
export function renderCompletion(shell: string, commands: readonly Command[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      return zshScript(commands);
    case 'fish':
      return fishScript(commands);
    default:
      throw new UsageError(`there is no completion for ${shell}`, {
        hint: `Choose one of ${SHELLS.join(', ')}.`,
      });
  }
}

function bashScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const cases = commands
    .map(({ name, options, words = [], completes }) => {
      const also = words.length === 0 ? '' : ` words="${words.join(' ')}"`;
      const named = completes === undefined ? '' : ' formulae=yes';
      return `    ${name}) options="${longNames(options).join(' ')}"${also}${named} ;;`;
    })
    .join('\n');
  const values = optionsWithValues(commands)
    .map(
      ([name, words]) =>
        `    --${name}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$word")); return ;;`,
    )
    .join('\n');
  return `# bash completion for brewpull: eval "$(brewpull completion bash)"
_brewpull_formulae() {
  # Bash cuts words at some signs, such as @, and replaces only its last piece, which it gives to the function.
  local whole="\${COMP_LINE:0:\${COMP_POINT:-0}}" name
  whole="\${whole##*[[:space:]]}"
  # Not compgen -W, which runs what looks like code in its words.
  while IFS= read -r name; do COMPREPLY+=("\${name:\${#whole}-\${#1}}"); done \\
    < <(brewpull ${NAMES_WORD} "$whole" "\${COMP_WORDS[@]}" 2>/dev/null)
}
_brewpull() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" options words="" formulae="" each
  # Bash makes three words of --macos=11.
  if [[ "$word" == = ]]; then
    word=""
  elif [[ "$before" == = && $COMP_CWORD -gt 2 ]]; then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$before" in
${values}
    ${fileOptions(commands)
      .map((name) => `--${name}`)
      .join('|')}) COMPREPLY=(); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${cases}
    help) COMPREPLY=($(compgen -W "${names}" -- "$word")); return ;;
    *) options="${longNames(PULL.options).join(' ')}" formulae=yes ;;
  esac
  if [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "${names} ${MORE_WORDS.join(' ')}" -- "$word"))
    if [[ \${#COMPREPLY[@]} -eq 0 && -n "$2" ]]; then _brewpull_formulae "$2"; fi
  elif [[ -n "$formulae" ]]; then
    COMPREPLY=()
    _brewpull_formulae "$2"
  else
    # One of them is enough: what follows is a name or a file.
    for each in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
      if [[ -n "$each" && " $words " == *" $each "* ]]; then words=""; fi
    done
    # Nothing here: bash then completes files, and quotes their names as it should.
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o default -F _brewpull brewpull
`;
}

function zshScript(commands: readonly Command[]): string {
  const names = commands
    .map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`)
    .join('\n');
  const cases = commands
    .map(({ name, options, words, completes }) => {
      const first = words === undefined ? '' : `      '1:word:(${words.join(' ')})' \\\n`;
      const rest = completes === undefined ? '*:file:_files' : '*:formula:_brewpull_formulae';
      const specs = options.map((option) => `      ${quote(zshOption(option))}`).join(' \\\n');
      return `    ${name}) _arguments \\\n${specs} \\\n${first}      '${rest}' ;;`;
    })
    .join('\n');
  return `#compdef brewpull
# zsh completion for brewpull: put this in a file named _brewpull in a folder of $fpath
_brewpull_formulae() {
  local -a names
  names=("\${(@f)$(brewpull ${NAMES_WORD} "$PREFIX" "\${words[@]}" 2>/dev/null)}")
  names=("\${(@)names:#}")
  if (( $#names )); then compadd -a names; else _files; fi
}
_brewpull() {
  local -a commands
  commands=(
${names}
${MORE_WORDS.map((word) => `    ${word}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]]; then
    _describe command commands && return
    [[ -n "$PREFIX" ]] && _brewpull_formulae
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases}
    help) _describe command commands ;;
    *) _brewpull_formulae ;;
  esac
}
# As a file of $fpath this runs at the first completion, which it has to answer.
if [[ "$funcstack[1]" == _brewpull ]]; then
  _brewpull "$@"
else
  compdef _brewpull brewpull
fi
`;
}

function fishScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = [
    '# fish completion for brewpull: brewpull completion fish | source',
    'function __brewpull_formulae',
    `    brewpull ${NAMES_WORD} (commandline -ct) (commandline -opc) 2>/dev/null`,
    'end',
    '# Without a command the words are formulae.',
    'function __brewpull_first',
    '    set -l word (commandline -ct)',
    `    test -n "$word"; and not string match -q -- "$word*" ${names}; and __brewpull_formulae`,
    'end',
    "complete -c brewpull -n __fish_use_subcommand -a '(__brewpull_first)'",
  ];
  for (const word of MORE_WORDS) {
    lines.push(`complete -c brewpull -n __fish_use_subcommand -a ${word}`);
  }
  lines.push(`complete -c brewpull -n '__fish_seen_subcommand_from help' -xa ${quote(names)}`);
  for (const { name, summary, options, words, completes } of commands) {
    lines.push(`complete -c brewpull -n __fish_use_subcommand -a ${name} -d ${quote(summary)}`);
    if (completes !== undefined) {
      const among = `'__fish_seen_subcommand_from ${name}'`;
      lines.push(`complete -c brewpull -n ${among} -a '(__brewpull_formulae)'`);
    }
    if (words !== undefined) {
      const all = words.join(' ');
      const first = `__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${all}`;
      lines.push(`complete -c brewpull -n ${quote(first)} -xa ${quote(all)}`);
    }
    for (const option of options) {
      const spec = optionSpec(option);
      const short = spec.alias === undefined ? '' : ` -s ${spec.alias}`;
      const offered = offeredValues(option);
      const values = offered === undefined ? '' : ` -xa ${quote(offered.join(' '))}`;
      const takesValue = spec.type === 'text' || spec.type === 'list' ? ' -r' : '';
      lines.push(
        `complete -c brewpull -n '__fish_seen_subcommand_from ${name}' -l ${option}${short}${values === '' ? takesValue : values} -d ${quote(spec.summary)}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function zshOption(name: OptionName): string {
  const spec = optionSpec(name);
  const summary = spec.summary.replaceAll(/[[\]:]/g, ' ');
  if (spec.type === 'flag' || spec.type === 'count') return `--${name}[${summary}]`;
  const offered = offeredValues(name);
  const values = offered === undefined ? '_files' : `(${offered.join(' ')})`;
  const often = spec.type === 'list' ? '*' : '';
  return `${often}--${name}[${summary}]:${(spec.value ?? 'value').toLowerCase()}:${values}`;
}

function longNames(options: readonly OptionName[]): string[] {
  return options.map((name) => `--${name}`);
}

function optionsWithValues(commands: readonly Command[]): [OptionName, readonly string[]][] {
  const names = new Set(commands.flatMap(({ options }) => options));
  return [...names].flatMap((name) => {
    const values = offeredValues(name);
    return values === undefined ? [] : [[name, values]];
  });
}

function fileOptions(commands: readonly Command[]): OptionName[] {
  const names = new Set(commands.flatMap(({ options }) => options));
  return [...names].filter((name) => /^(?:DIR|FILE|PATH)/.test(optionSpec(name).value ?? ''));
}

/** Quotes a text for a POSIX shell, zsh and fish. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
