// mydocker completion zsh
#include "command_context.hpp"
#include "completion/commands.hpp"

namespace mydocker::cli::completion {
namespace {

// In a folder of $fpath, zsh runs this file at the first completion as the body of the function.
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
  return 0;
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

}  // namespace mydocker::cli::completion
