// mydocker completion bash
#include "command_context.hpp"
#include "completion/commands.hpp"

namespace mydocker::cli::completion {
namespace {

// bash splits words at "=" and ":" (COMP_WORDBREAKS, bash(1)) and replaces only the last part. The
// script joins the parts that have no space between them. It removes the part that bash keeps from
// each candidate.
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
  return 0;
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

}  // namespace mydocker::cli::completion
