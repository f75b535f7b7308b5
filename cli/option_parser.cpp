#include "option_parser.hpp"

#include <algorithm>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>

#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli {
namespace {

namespace po = boost::program_options;

po::options_description description_of(std::span<const Option> options) {
  po::options_description description;
  for (const auto& option : options) {
    std::string names(option.name);
    if (option.letter != 0) names += std::string(",") + option.letter;
    description.add_options()(names.c_str(), new po::untyped_value(option.takes == Takes::nothing));
  }
  return description;
}

const Option* option_lettered(std::span<const Option> options, char letter) {
  const auto found = std::ranges::find(options, letter, &Option::letter);
  return found == options.end() ? nullptr : &*found;
}

// Removes "=" after the letter of an option with a value: "-d=x" becomes "-dx", and "-qd=x" becomes
// "-qdx". Boost.Program_options would read the "=" as a part of the value.
void drop_equals_of_letters(std::string& word, std::span<const Option> options) {
  if (!word.starts_with('-') || word.starts_with("--")) return;
  for (std::size_t at = 1; at + 1 < word.size(); ++at) {
    const Option* option = option_lettered(options, word[at]);
    if (option == nullptr) return;
    const bool takes_value = option->takes != Takes::nothing;
    if (!takes_value && word[at + 1] != '=') continue;
    if (takes_value && word[at + 1] == '=') word.erase(at + 1, 1);
    // "-f=true" becomes "--force=true". Otherwise Boost.Program_options would report the unknown
    // option "-=".
    if (!takes_value && at == 1) word.replace(0, 2, "--" + std::string(option->name));
    return;
  }
}

// Rewrites "--internal=true" to "--internal". Returns whether the word switches the option off, as
// "--internal=false" does.
bool is_switched_off(std::string& word, std::span<const Option> options) {
  const auto equals = word.find('=');
  if (!word.starts_with("--") || equals == std::string::npos) return false;
  const Option* option = find_option(options, std::string_view(word).substr(2, equals - 2));
  if (option == nullptr || option->takes != Takes::nothing) return false;
  const auto value = word.substr(equals + 1);
  if (value == "true") word.resize(equals);
  return value == "false";
}

// Rewrites the words so that Boost.Program_options reads them as mydocker defines them. Example: an
// option of kind Takes::flag without a value gets the value "true". Otherwise, the library would
// use the next word as its value.
std::vector<std::string> as_the_library_reads(std::vector<std::string> words,
                                              std::span<const Option> options) {
  const auto end = std::ranges::find(words, "--");
  for (auto word = words.begin(); word != end; ++word) {
    drop_equals_of_letters(*word, options);
    const Option* option =
        word->starts_with("--") ? find_option(options, word->substr(2)) : nullptr;
    if (option != nullptr && option->takes == Takes::flag) *word += "=true";
  }
  words.erase(std::remove_if(words.begin(), end,
                             [&](std::string& word) { return is_switched_off(word, options); }),
              end);
  return words;
}

Result<std::vector<po::option>> parse(const std::vector<std::string>& words,
                                      std::span<const Option> options) {
  namespace style = po::command_line_style;
  constexpr int kStyle = style::allow_long | style::long_allow_adjacent | style::long_allow_next |
                         style::allow_short | style::allow_dash_for_short |
                         style::short_allow_adjacent | style::short_allow_next |
                         style::allow_sticky;
  const po::options_description description = description_of(options);
  try {
    // The library returns unknown options as results. This gives more details than its exceptions
    // do.
    return po::command_line_parser(as_the_library_reads(words, options))
        .options(description)
        .style(kStyle)
        .allow_unregistered()
        .run()
        .options;
  } catch (const po::invalid_command_line_syntax& wrong) {
    const bool too_much = wrong.kind() == po::invalid_syntax::extra_parameter;
    return Error(ErrorKind::invalid_argument,
                 "option " + base::quoted(wrong.get_option_name()) +
                     (too_much ? " does not take a value" : " needs a value"));
  } catch (const po::error& wrong) {
    return Error(ErrorKind::invalid_argument, wrong.what());
  }
}

Error unknown_option(const po::option& found, std::span<const Option> options) {
  std::string word = found.original_tokens.front();
  word.resize(std::min(word.find('='), word.size()));
  Error error(ErrorKind::invalid_argument, "unknown option " + base::quoted(word));
  // For a single letter there is no suggestion, because all other letters are equally similar.
  if (!word.starts_with("--")) return error;
  std::vector<std::string> valid;
  for (const auto& option : options) valid.push_back("--" + std::string(option.name));
  auto meant = base::nearest(word, valid);
  if (word == "--json" && find_option(options, "format") != nullptr) meant = "--format json";
  if (!meant) return error;
  return std::move(error).hint("did you mean " + base::quoted(*meant) + "?");
}

}  // namespace

const Option* find_option(std::span<const Option> options, std::string_view name) {
  for (const auto& option : options)
    if (option.name == name) return &option;
  return nullptr;
}

Result<std::vector<OptionArgument>> read_option_arguments(const std::vector<std::string>& words,
                                                          std::span<const Option> options) {
  MYDOCKER_TRY(const auto found, parse(words, options));
  std::vector<OptionArgument> result;
  for (const auto& word : found) {
    const bool operand = word.position_key != -1;
    const Option* option = operand ? nullptr : find_option(options, word.string_key);
    if (!operand && option == nullptr) return unknown_option(word, options);
    result.push_back({option, word.value});
  }
  return result;
}

}  // namespace mydocker::cli
