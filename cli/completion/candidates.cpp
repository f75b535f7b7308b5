#include "completion/candidates.hpp"

#include <algorithm>

#include "command.hpp"
#include "completion/partial_command_line.hpp"
#include "completion/value_candidates.hpp"
#include "runtime/app/runtime.hpp"
#include "runtime/base/printable.hpp"
#include "settings.hpp"

namespace mydocker::cli {
namespace {

using Candidates = std::vector<CompletionWord>;

bool among(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

Candidates network_names(const app::CompletionSnapshot& seen, const std::vector<std::string>& but) {
  Candidates found;
  for (const auto& network : seen.networks)
    if (!among(but, network.name)) found.push_back({network.name, network.driver + " network"});
  return found;
}

const app::CompletionNetwork* network_named(const app::CompletionSnapshot& seen,
                                            const std::string& name) {
  const auto found = std::ranges::find(seen.networks, name, &app::CompletionNetwork::name);
  return found == seen.networks.end() ? nullptr : &*found;
}

class CompletionSearch {
 public:
  CompletionSearch(PartialCommandLine line, CompletionSource& source)
      : line_(std::move(line)), source_(source) {}

  // Returns all candidates at this position. The caller removes those that do not begin with
  // `current`.
  Candidates of(const std::string& current) {
    if (line_.invalid) return {};
    if (line_.open != nullptr) return values(*line_.open, "", current);
    const bool option = !line_.options_ended && current.starts_with("-");
    if (!option) return names(current);
    const std::size_t equals = current.find('=');
    if (current.starts_with("--") && equals != std::string::npos) {
      const auto* known = option_named(line_, std::string_view(current).substr(2, equals - 2));
      return known == nullptr ? Candidates{}
                              : values(*known, current.substr(0, equals + 1), current);
    }
    if (!current.starts_with("--") && current.size() > 2) {
      const auto* known = option_lettered(line_, current[1]);
      return known == nullptr
                 ? Candidates{}
                 : values(*known, current.substr(0, current[2] == '=' ? 3 : 2), current);
    }
    return option_names();
  }

 private:
  Candidates option_names() {
    Candidates found;
    for (const Option* option : options_of(line_)) {
      const bool given = line_.arguments.has(option->name) || line_.globals.has(option->name);
      if (option->hidden || (given && option->takes != Takes::values)) continue;
      found.push_back({"--" + std::string(option->name), std::string(option->help)});
    }
    return found;
  }

  Candidates names(const std::string& current) {
    Candidates found;
    if (line_.group == nullptr) {
      for (const auto& group : groups())
        found.push_back({std::string(group.name), std::string(group.summary)});
      for (const auto& word : program_words())
        found.push_back({std::string(word.name), std::string(word.summary)});
      return found;
    }
    if (line_.command == nullptr) return command_words();
    const auto operands = line_.command->operands;
    if (operands.empty()) return found;
    const std::size_t at = std::min(line_.arguments.operands().size(), operands.size() - 1);
    const bool too_many =
        line_.arguments.operands().size() > at && operands[at].count == Count::one;
    return too_many || operands[at].fresh ? found : placeholder(operands[at].placeholder, current);
  }

  // Returns the words of commands. A two-word command is completed word by word.
  Candidates command_words() {
    const std::string before = line_.prefix.empty() ? "" : line_.prefix + " ";
    Candidates found;
    for (const Command* command : line_.group->commands) {
      if (!command->name.starts_with(before)) continue;
      const auto rest = command->name.substr(before.size());
      const auto end = rest.find(' ');
      const std::string word(rest.substr(0, end));
      if (std::ranges::find(found, word, &CompletionWord::word) == found.end())
        found.push_back({word, end == rest.npos ? std::string(command->summary) : ""});
    }
    return found;
  }

  // Returns the candidates for the value of an option. `before` is the part of the word before the
  // value, such as "--driver=".
  Candidates values(const Option& option, const std::string& before, const std::string& current) {
    const std::string prefix = current.substr(before.size());
    Candidates found;
    for (const auto value : option.values) found.push_back({std::string(value), ""});
    if (option.name == "filter") {
      found = filter_terms(option.values, prefix, source_);
    } else if (option.name == "opt" || option.name == "driver-opt" || option.name == "ipam-opt") {
      found = driver_options(driver_of_line(option.name), option_scope(option), prefix);
    } else if (option.name == "ipam-driver") {
      found = ipam_drivers();
    } else if (found.empty()) {
      found = placeholder(option.placeholder, prefix);
    }
    for (auto& candidate : found) candidate.word.insert(0, before);
    return found;
  }

  static OptionScope option_scope(const Option& option) {
    if (option.name == "ipam-opt") return OptionScope::ipam;
    return option.name == "opt" ? OptionScope::network : OptionScope::endpoint;
  }

  Candidates placeholder(std::string_view what, const std::string& prefix) {
    if (what == "NETWORK") return network_names(seen(), line_.arguments.operands());
    if (what == "CONTAINER") return containers();
    if (what == "DRIVER") return driver_names();
    if (what == "FILE" || what == "PATH") return path_names(prefix, PathKind::any);
    if (what == "DIR") return path_names(prefix, PathKind::folder);
    if (what != "DRIVER|FILE") return {};
    return prefix.find('/') == std::string::npos ? driver_names()
                                                 : path_names(prefix, PathKind::any);
  }

  // Returns the containers that are connected to the named network. For the command connect,
  // returns the containers that can be connected.
  Candidates containers() {
    const auto& operands = line_.arguments.operands();
    if (operands.empty()) return {};
    const auto* network = network_named(seen(), operands.front());
    const auto connected = network == nullptr ? std::vector<std::string>() : network->containers;
    const bool leave = line_.command->name != "connect";
    Candidates found;
    for (const auto& name : leave ? connected : seen().namespaces)
      if (leave || !among(connected, name)) found.push_back({name, ""});
    return found;
  }

  Candidates driver_names() {
    Candidates found;
    for (const auto& driver : source_.drivers())
      if (driver.shadowed_by.empty() && fits(driver))
        found.push_back({driver.name, driver.manifest ? driver.manifest->summary : ""});
    return found;
  }

  Candidates ipam_drivers() {
    Candidates found{{"default", "mydocker chooses the addresses"},
                     {"static", "containers get the addresses of connect --ip"},
                     {"none", "the network has no subnets"}};
    for (const auto& driver : source_.drivers())
      if (driver.shadowed_by.empty() && fits(driver) && driver.manifest->can(Capability::ipam))
        found.push_back({driver.name, driver.manifest->summary});
    return found;
  }

  // Returns whether the command makes sense for the driver. Example: only a disabled driver can be
  // enabled.
  [[nodiscard]] bool fits(const app::DriverReport& driver) const {
    const auto command = line_.group != nullptr && line_.group->name == "driver"
                             ? line_.command->name
                             : std::string_view();
    if (command == "doctor") return true;
    if (command == "enable") return driver.disabled;
    if (command == "disable") return !driver.disabled;
    if (command == "rm") return driver.source != "bundled";
    const bool usable = driver.manifest && !driver.refusal;
    return usable && (command == "inspect" || !driver.disabled);
  }

  // Returns the driver for the options of `option`. Option -d, --ipam-driver or the named network
  // determines it.
  OptionSource driver_of_line(std::string_view option) {
    OptionSource source;
    std::string name = line_.arguments.text("driver").value_or(model::NetworkSpec{}.driver);
    const bool connects = option_named(line_, "driver-opt") != nullptr;
    if (connects || !line_.command->operands.front().fresh) {
      const auto& operands = line_.arguments.operands();
      const auto* network = operands.empty() ? nullptr : network_named(seen(), operands.front());
      if (network == nullptr) return source;
      name = network->driver;
    }
    if (option == "ipam-opt") name = line_.arguments.text("ipam-driver").value_or(name);
    for (const auto& driver : source_.drivers())
      if (driver.name == name && driver.manifest && driver.shadowed_by.empty())
        source.options = driver.manifest->options;
    source.given = line_.arguments.texts(option);
    source.links = seen().links;
    return source;
  }

  const app::CompletionSnapshot& seen() {
    if (!looked_) snapshot_ = source_.completion_snapshot();
    looked_ = true;
    return snapshot_;
  }

  PartialCommandLine line_;
  CompletionSource& source_;
  app::CompletionSnapshot snapshot_;
  bool looked_ = false;
};

class RealCompletionSource final : public CompletionSource {
 public:
  explicit RealCompletionSource(app::Runtime& runtime) : runtime_(runtime) {}

  app::CompletionSnapshot completion_snapshot() override { return runtime_.completion_snapshot(); }
  std::vector<app::DriverReport> drivers() override {
    auto found = runtime_.list_drivers();
    if (!found) return {};
    return std::move(*found);
  }

 private:
  app::Runtime& runtime_;
};

}  // namespace

std::vector<CompletionWord> candidates(const std::vector<std::string>& words,
                                       CompletionSource& source) {
  if (words.empty()) return {};
  const std::string& current = words.back();
  CompletionSearch completion(read_partial_command_line({words.begin(), words.end() - 1}), source);
  auto found = completion.of(current);
  std::erase_if(
      found, [&](const CompletionWord& candidate) { return !candidate.word.starts_with(current); });
  return found;
}

std::string completion_answer(const std::vector<std::string>& words) {
  if (words.empty()) return "";
  const auto line = read_partial_command_line({words.begin(), words.end() - 1});
  auto settings = settings_from(line.globals);
  if (!settings) return "";
  base::SpdlogStepLog log(base::Verbosity::quiet);
  apply::FaultHook faults;
  app::Runtime runtime(std::move(*settings), log, faults);
  RealCompletionSource source(runtime);
  std::string answer;
  for (const auto& candidate : candidates(words, source)) {
    // A word that needs quotes cannot be typed as it is, so it is left out.
    if (base::printable(candidate.word) != candidate.word) continue;
    answer += candidate.word;
    if (!candidate.help.empty()) answer += "\t" + base::printable(candidate.help);
    answer += "\n";
  }
  return answer;
}

}  // namespace mydocker::cli
