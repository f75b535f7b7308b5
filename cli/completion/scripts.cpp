// The completion scripts of the shells.
#include "command_context.hpp"
#include "commands.hpp"

namespace mydocker::cli::completion {

// --- mydocker completion bash

namespace {

// bash splits a word at "=" and ":" (COMP_WORDBREAKS, bash(1)), and replaces only the last part.
// The script joins parts that have no space between them, and asks mydocker for the whole word.
// Then it removes the first parts from each candidate, because bash keeps them.
constexpr std::string_view kBashScript =
    R"sh(# bash completion for mydocker; the answers come from mydocker itself
_mydocker() {
  local line=$COMP_LINE word before last='' kept='' text i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    before=${line%%"$word"*}
    [[ -n $word ]] || before=' '
    line=${line:${#before}+${#word}}
    if [[ i -gt 0 && -z $before && ($word == [=:]* || $last == *[=:]) ]]; then
      words[${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    last=$word
  done
  word=${words[${#words[@]}-1]}
  [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && kept=${word%"${word##*=}"}
  [[ $COMP_WORDBREAKS == *:* && $word == *:* && ${#kept} -lt ${#word} ]] &&
    kept=${word%"${word##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r text; do
    text=${text%%$'\t'*}
    [[ $text == *[=/] ]] && compopt -o nospace 2>/dev/null
    printf -v text %q "${text:${#kept}}"
    COMPREPLY+=("$text")
  done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _mydocker mydocker
)sh";

int run_bash(CommandContext& context, const Arguments& /*arguments*/) {
  context.print(kBashScript);
  return kExitDone;
}

}  // namespace

constinit const Command kBash{
    .group = "completion",
    .name = "bash",
    .aliases = {},
    .summary = "Print the completion script for bash",
    .operands = {},
    .options = {},
    .example = "  . <(mydocker completion bash)\n",
    .run = run_bash,
};

// --- mydocker completion zsh

namespace {

// If the file is in a folder of $fpath, zsh runs it as the function's body at the first completion.
// With "." or eval, the file only defines the function.
constexpr std::string_view kZshScript = R"sh(#compdef mydocker
# zsh completion for mydocker; the answers come from mydocker itself
_mydocker() {
  local line word
  local -a whole begun
  for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] || continue
    word=${line%%$'\t'*}
    line=${word//:/\\:}${${line#"$word"}/$'\t'/:}
    if [[ $word == *[=/] ]]; then begun+=("$line"); else whole+=("$line"); fi
  done
  local found=1
  (( $#whole )) && _describe 'mydocker' whole && found=0
  (( $#begun )) && _describe 'mydocker' begun -S '' && found=0
  return found
}
if [[ $funcstack[1] == _mydocker ]]; then
  _mydocker "$@"
else
  compdef _mydocker mydocker
fi
)sh";

int run_zsh(CommandContext& context, const Arguments& /*arguments*/) {
  context.print(kZshScript);
  return kExitDone;
}

}  // namespace

constinit const Command kZsh{
    .group = "completion",
    .name = "zsh",
    .aliases = {},
    .summary = "Print the completion script for zsh",
    .operands = {},
    .options = {},
    .example = "  . <(mydocker completion zsh)\n",
    .run = run_zsh,
};

// --- mydocker completion fish

namespace {

constexpr std::string_view kFishScript =
    R"sh(# fish completion for mydocker; the answers come from mydocker itself
function __mydocker_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    $words[1] __complete $words[2..-1] "$current" 2>/dev/null
end
complete --command mydocker --no-files --arguments '(__mydocker_complete)'
)sh";

int run_fish(CommandContext& context, const Arguments& /*arguments*/) {
  context.print(kFishScript);
  return kExitDone;
}

}  // namespace

constinit const Command kFish{
    .group = "completion",
    .name = "fish",
    .aliases = {},
    .summary = "Print the completion script for fish",
    .operands = {},
    .options = {},
    .example = "  mydocker completion fish | source\n",
    .run = run_fish,
};

}  // namespace mydocker::cli::completion
