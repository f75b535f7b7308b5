#include "use_case.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "mydocker/documents.hpp"
#include "runtime/drivers/driver_channels.hpp"
#include "runtime/drivers/note_reader.hpp"

namespace mydocker::app {

std::string text_of(const Error& error) {
  static const std::map<ErrorKind, std::string> kNames{
      {ErrorKind::invalid_argument, "invalid_argument"},
      {ErrorKind::not_found, "not_found"},
      {ErrorKind::already_exists, "already_exists"},
      {ErrorKind::in_use, "in_use"},
      {ErrorKind::exhausted, "exhausted"},
      {ErrorKind::permission, "permission"},
      {ErrorKind::unsupported, "unsupported"},
      {ErrorKind::busy, "busy"},
      {ErrorKind::driver, "driver"},
      {ErrorKind::kernel, "kernel"},
      {ErrorKind::unfinished, "unfinished"},
      {ErrorKind::internal, "internal"},
  };
  const auto name = kNames.find(error.kind());
  return (name == kNames.end() ? "other" : name->second) + ": " + error.message();
}

Result<drivers::Candidate> BuiltDrivers::find(const drivers::SearchSettings& /*search*/,
                                              std::string_view name) {
  drivers::Candidate candidate;
  candidate.name = name;
  candidate.file = std::filesystem::path(MYDOCKER_BUILT_DRIVERS) / (candidate.name + ".so");
  if (!std::filesystem::exists(candidate.file))
    return Error(ErrorKind::not_found, "no driver \"" + candidate.name + "\"");
  MYDOCKER_TRY(const auto note, drivers::read_driver_note(candidate.file, drivers::this_host()));
  MYDOCKER_TRY(auto manifest, documents::decode_manifest(note.manifest));
  candidate.manifest = std::make_shared<const Manifest>(std::move(manifest));
  return candidate;
}

Result<drivers::DriverHandle> BuiltDrivers::load(const drivers::Candidate& candidate,
                                                 const drivers::LoadSettings& /*settings*/) {
  MYDOCKER_TRY(auto channel,
               drivers::InProcessChannel::open({candidate.name, candidate.file.native()}));
  return drivers::DriverHandle(candidate.manifest, std::move(channel), candidate.file);
}

UseCase::UseCase() {
  // In memory, because each command waits for the disk several times.
  const bool has_memory = std::filesystem::is_directory("/dev/shm");
  std::string folder = (has_memory ? "/dev/shm/" : ::testing::TempDir()) + "use_case-XXXXXX";
  folder_ = ::mkdtemp(folder.data());
  settings.state_dir = folder_ / "state";
  settings.run_dir = folder_ / "run";
  settings.config_file = folder_ / "network.yaml";
  std::ofstream(*settings.config_file) << "{}\n";
}

std::string UseCase::machine() const {
  std::istringstream lines(system.host.snapshot());
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool follows = line.starts_with("  net/ipv4/conf/") && line.ends_with("/forwarding = 1");
    if (!line.starts_with("  link lo ") && !line.ends_with(" = 0") && !follows) text += line + "\n";
  }
  return text;
}

UseCase::~UseCase() { std::filesystem::remove_all(folder_); }

Result<ChangeReport> UseCase::create(const CreateNetworkRequest& request) {
  return run([&](Runtime& runtime) { return runtime.create_network(request); });
}

Result<ChangeReport> UseCase::remove(const std::string& network) {
  return run([&](Runtime& runtime) { return runtime.remove_network({.network = network}); });
}

Result<ConnectReport> UseCase::connect(const std::string& network, const std::string& container,
                                       std::vector<std::string> ports) {
  ConnectRequest request;
  request.network = network;
  request.container = container;
  request.ports = std::move(ports);
  return connect(std::move(request));
}

Result<ConnectReport> UseCase::connect(ConnectRequest request) {
  if (!request.netns_path) request.netns_path = path_of(request.container);
  return run([&](Runtime& runtime) { return runtime.connect(request); });
}

Result<ChangeReport> UseCase::disconnect(const std::string& network, const std::string& container) {
  return run([&](Runtime& runtime) {
    return runtime.disconnect({.network = network, .container = container});
  });
}

Result<ChangeReport> UseCase::publish(const std::string& network, const std::string& container,
                                      std::vector<std::string> ports) {
  const PortsRequest request{network, container, std::move(ports)};
  return run([&](Runtime& runtime) { return runtime.publish(request); });
}

Result<ChangeReport> UseCase::unpublish(const std::string& network, const std::string& container,
                                        std::vector<std::string> ports) {
  const PortsRequest request{network, container, std::move(ports)};
  return run([&](Runtime& runtime) { return runtime.unpublish(request); });
}

Result<ChangeReport> UseCase::reload(const std::string& network) {
  return run([&](Runtime& runtime) {
    auto reports = runtime.reload_networks({{.network = network}});
    return std::move(reports.front());
  });
}

Result<NetworkReport> UseCase::inspect(const std::string& network) {
  return run([&](Runtime& runtime) { return runtime.inspect_network(network); });
}

void UseCase::created(const std::string& name, const std::string& subnet) {
  CreateNetworkRequest request;
  request.spec.name = name;
  request.spec.subnets = {subnet};
  ASSERT_EQ(outcome(create(request)), "done");
}

void UseCase::connected(const std::string& network, const std::string& container,
                        std::vector<std::string> ports) {
  add_container(container);
  ASSERT_EQ(outcome(connect(network, container, std::move(ports))), "done");
}

}  // namespace mydocker::app
