#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <optional>

#include "runtime/app/driver_files.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/checks.hpp"
#include "runtime/drivers/driver_name.hpp"
#include "runtime/drivers/probe.hpp"
#include "runtime/kernel/feature_probe.hpp"
#include "runtime/model/option_check.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kLink = "trial0";
constexpr std::uint32_t kMtu = 1500;

Result<NetworkView> trial_network(const Manifest& driver) {
  MYDOCKER_TRY(const auto options, model::with_defaults({}, driver, OptionScope::network));
  NetworkView network;
  network.id = std::string(64, 'a');
  network.name = "trial";
  network.link_name = kLink;
  network.options = Options(options);
  if (driver.can(Capability::addresses)) {
    MYDOCKER_TRY(const auto prefix, IpPrefix::parse("192.0.2.0/24"));
    MYDOCKER_TRY(const auto gateway, IpAddress::parse("192.0.2.1"));
    network.subnets.push_back({prefix, gateway});
  }
  return network;
}

Result<EndpointView> trial_endpoint(const Manifest& driver) {
  MYDOCKER_TRY(const auto options, model::with_defaults({}, driver, OptionScope::endpoint));
  EndpointView endpoint;
  endpoint.id = std::string(64, 'b');
  endpoint.container = "trial";
  endpoint.link_name = "eth0";
  endpoint.mac = derived_mac(endpoint.id, "container");
  endpoint.options = Options(options);
  if (driver.can(Capability::addresses)) {
    MYDOCKER_TRY(const auto address, IpPrefix::parse("192.0.2.2/24"));
    endpoint.addresses.push_back(address);
    endpoint.default_route = true;
  }
  return endpoint;
}

HostFacts trial_host() {
  HostFacts host;
  host.default_route = LinkFact{.name = "uplink0", .kind = "", .mtu = kMtu, .up = true};
  host.links = {*host.default_route, {.name = kLink, .kind = "bridge", .mtu = kMtu, .up = true}};
  return host;
}

std::string count_text(const Plan& plan) {
  const auto count = plan.entries().size();
  return std::to_string(count) + (count == 1 ? " resource" : " resources");
}

// Returns a text if the driver refuses the request. Returns nothing for a plan, and for an error of
// kind driver, which is a fault of the driver.
std::optional<std::string> refusal_in(const Result<Plan>& plan) {
  if (plan || plan.error().kind() == ErrorKind::driver) return std::nullopt;
  return "returns, and refuses the trial: " + plan.error().message();
}

// Calls the driver with an invented network and container. Returns a short description of the
// result. A refusal is a valid result, because this network has no real host. It is an error if the
// driver fails, or if a plan breaks the rules (plan_check.hpp).
Result<std::string> try_plans(drivers::DriverHandle& driver) {
  const Manifest& manifest = driver.manifest();
  MYDOCKER_TRY(const auto network, trial_network(manifest));
  MYDOCKER_TRY(const auto endpoint, trial_endpoint(manifest));
  const auto host = trial_host();
  plan::PlanRules rules;
  rules.kinds = manifest.resources;
  for (const auto& subnet : network.subnets) rules.subnets.push_back(subnet.prefix);

  auto of_network = driver.plan_network(network, host);
  if (const auto refusal = refusal_in(of_network)) return *refusal;
  MYDOCKER_TRY(const auto network_plan, std::move(of_network));
  MYDOCKER_CHECK(plan::check_plan(network_plan, rules).within("the plan of a network"));

  rules.endpoint = true;
  rules.host_links = plan::host_links(network_plan);
  auto of_endpoint = driver.plan_endpoint(network, endpoint, host);
  if (const auto refusal = refusal_in(of_endpoint)) return *refusal;
  MYDOCKER_TRY(const auto endpoint_plan, std::move(of_endpoint));
  MYDOCKER_CHECK(plan::check_plan(endpoint_plan, rules).within("the plan of a container"));
  return "a network has " + count_text(network_plan) + ", a container " + count_text(endpoint_plan);
}

namespace fs = std::filesystem;
using drivers::Diagnosis;

// Captures the standard output of a driver in a memory file (memfd_create(2)). A driver must not
// write to its standard output.
class CaughtOutput {
 public:
  CaughtOutput() : fd_(::memfd_create("driver-stdout", MFD_CLOEXEC)) {}
  [[nodiscard]] int fd() const { return fd_.get(); }

  [[nodiscard]] Result<std::string> judge() const {
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0 || status.st_size == 0) return std::string("no output");
    std::array<char, 64> start{};
    const ssize_t count = ::pread(fd_.get(), start.data(), start.size(), 0);
    const std::string text(start.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return Error(ErrorKind::driver, "the driver writes to standard output: " + base::quoted(text))
        .hint("this output is discarded; return the text in an Error, or write to standard error");
  }

 private:
  base::UniqueFd fd_;
};

Result<std::string> where_found(const fs::path& file, const std::string& name,
                                const drivers::SearchSettings& search) {
  const auto files = drivers::files_named(search, name);
  const auto here = std::ranges::find(files, file);
  std::string text = file.native();
  if (here == files.end()) return text + ", not taken from the search path";
  if (here != files.begin()) return text + ", shadowed by " + files.front().native();
  for (auto other = here + 1; other != files.end(); ++other)
    text += (other == here + 1 ? ", shadows " : " and ") + other->native();
  return text;
}

Result<std::string> kernel_needs(const std::vector<std::string>& kinds) {
  MYDOCKER_TRY(const auto tried, kernel::probe_features(kinds));
  std::string text;
  for (const auto& kind : tried) text += (text.empty() ? "makes " : ", ") + kind;
  return text.empty() ? std::string("the driver needs no special kernel features") : text;
}

// Runs the checks that execute the driver's code, each in its own worker process.
void try_out(const drivers::Examination& seen, const drivers::LoadSettings& usual,
             Diagnosis& diagnosis) {
  const drivers::DriverFile file{seen.candidate.name, seen.file()};
  const auto said = [](Result<void> result, const char* finding) -> Result<std::string> {
    MYDOCKER_CHECK(std::move(result));
    return std::string(finding);
  };
  diagnosis.make(drivers::kLoadCheck, [&] {
    return said(drivers::probe_load(file, usual),
                "all symbols are resolved, all constructors return");
  });
  diagnosis.make(drivers::kEntryCheck,
                 [&] { return said(drivers::probe_entry(file, usual), "the entry point exists"); });
  const CaughtOutput output;
  drivers::LoadSettings watched = usual;
  watched.driver_stdout = output.fd();
  diagnosis.make(drivers::kPlanCheck, [&] {
    auto driver = drivers::in_worker(*seen.candidate.manifest, file, watched);
    return try_plans(driver);
  });
  diagnosis.make(drivers::kQuietCheck, [&] { return output.judge(); });
}

void ask_kernel(const drivers::Candidate& candidate, Diagnosis& diagnosis) {
  if (::geteuid() != 0)
    diagnosis.skip(drivers::kKernelCheck, "this needs root");
  else
    diagnosis.make(drivers::kKernelCheck,
                   [&] { return kernel_needs(candidate.manifest->resources); });
}

DriverDiagnosis report_on(const drivers::Examination& seen, const Diagnosis& diagnosis) {
  DriverDiagnosis report{seen.candidate.name, seen.candidate.file.native(), {}};
  for (const auto& result : diagnosis.results()) {
    DriverCheck check{std::string(result.check.id),
                      std::string(result.check.name),
                      static_cast<DriverCheck::Outcome>(result.outcome),
                      result.finding,
                      {}};
    if (result.error) {
      check.finding = result.error->message();
      check.hints = result.error->hints();
    }
    report.checks.push_back(std::move(check));
  }
  return report;
}

// A driver to diagnose: its file, or the reason why there is none.
struct DiagnosedDriver {
  std::string name;
  Result<fs::path> file;
  drivers::Source source = drivers::Source::option;
};

DiagnosedDriver subject_of(drivers::DriverSource& source, const std::string& word,
                           const drivers::SearchSettings& search) {
  if (names_file(word)) {
    const auto file = file_named(word);
    return {file.stem().native(), file, drivers::source_of(file, search)};
  }
  auto found = source.find(search, word);
  if (!found) return {word, std::move(found).error()};
  return {word, found->file, found->source};
}

DriverDiagnosis diagnose(const DiagnosedDriver& subject, const drivers::SearchSettings& search,
                         const drivers::LoadSettings& usual) {
  drivers::TrustedPaths trusted;
  const fs::path file = subject.file ? *subject.file : fs::path();
  drivers::Examination seen(drivers::candidate_for(file, subject.source, search), search, trusted);
  seen.candidate.name = subject.name;
  Diagnosis diagnosis;
  const auto good_name = drivers::check_driver_name(subject.name);
  diagnosis.make(drivers::kNameCheck, [&]() -> Result<std::string> {
    MYDOCKER_CHECK(Result<void>(good_name));
    return base::quoted(subject.name) + " is a valid driver name";
  });
  diagnosis.make(drivers::kFoundCheck, [&]() -> Result<std::string> {
    MYDOCKER_CHECK(Result<fs::path>(subject.file));
    return where_found(file, subject.name, search);
  });
  diagnosis.make(drivers::kEnabledCheck, [&]() -> Result<std::string> {
    MYDOCKER_CHECK(drivers::check_enabled(subject.name, search));
    return std::string("it is enabled");
  });
  drivers::examine(seen, diagnosis);
  try_out(seen, usual, diagnosis);
  ask_kernel(seen.candidate, diagnosis);
  return report_on(seen, diagnosis);
}

}  // namespace

Result<std::vector<DriverDiagnosis>> Runtime::diagnose_drivers(
    const std::vector<std::string>& words) {
  MYDOCKER_TRY(const auto search, session_->search_settings());
  MYDOCKER_TRY(const auto usual, session_->load_settings());
  std::vector<DiagnosedDriver> subjects;
  subjects.reserve(words.size());
  for (const auto& word : words)
    subjects.push_back(subject_of(session_->driver_source, word, search));
  if (words.empty())
    for (const auto& found : drivers::scan(search))
      subjects.push_back({found.name, found.file, found.source});
  std::vector<DriverDiagnosis> reports;
  reports.reserve(subjects.size());
  for (const auto& subject : subjects) reports.push_back(diagnose(subject, search, usual));
  return reports;
}

}  // namespace mydocker::app
