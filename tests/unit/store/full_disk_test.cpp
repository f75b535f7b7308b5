#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include "runtime/base/unique_fd.hpp"
#include "runtime/store/definitions.hpp"
#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace full_disk_test {

constexpr int kNoMount = 77;
const HostIdentity kHost{"boot", 1};

// Runs `act` in a process where `path` is a file system of `size`. Returns 0 on success.
int on_small_disk(const std::filesystem::path& path, const char* size,
                  const std::function<int()>& act) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    const bool alone = ::unshare(CLONE_NEWNS) == 0 &&
                       ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                       ::mount("tmpfs", path.c_str(), "tmpfs", 0, size) == 0;
    ::_exit(alone ? act() : kNoMount);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void fill(const std::filesystem::path& path) {
  const base::UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  const std::string page(4096, 'x');
  while (::write(fd.get(), page.data(), page.size()) > 0) {
  }
}

model::Network network() {
  model::Network result;
  result.id = std::string(64, 'a');
  result.name = "web";
  model::Subnet subnet;
  subnet.prefix = prefix("10.1.0.0/24");
  result.subnets = {subnet};
  return result;
}

constexpr int kEndpoints = 50;

// One transaction, so that the rollback journal does not grow with the added entries.
Result<void> connect_many(RuntimeState& state) {
  MYDOCKER_TRY(auto transaction, state.begin());
  for (int i = 0; i < kEndpoints; ++i) {
    model::Endpoint endpoint;
    endpoint.id = "id" + std::to_string(i);
    endpoint.network_id = "net";
    endpoint.container = "c" + std::to_string(i);
    endpoint.mac.bytes[5] = static_cast<std::uint8_t>(i);
    endpoint.addresses = {{IpAddress::v4(0x0a010002U + static_cast<unsigned>(i)), 24}};
    MYDOCKER_TRY(const auto entry_id, state.open_entry(EntryKind::endpoint, endpoint.id, "net"));
    MYDOCKER_CHECK(state.write_plan(entry_id, plan_of_bytes(40'000)));
    MYDOCKER_CHECK(state.set_phase(entry_id, Phase::active));
    MYDOCKER_CHECK(state.insert_endpoint(entry_id, endpoint));
  }
  return transaction.commit();
}

// A removal frees space, so it must not need space.
int remove_everything(const std::filesystem::path& path) {
  {
    auto definitions = Definitions::open(path).value();
    if (!definitions.insert_network(network()).ok()) return 1;
    auto state = RuntimeState::open(path, kHost).value();
    if (!connect_many(state).ok()) return 2;
  }
  fill(path / "ballast");
  auto state = RuntimeState::open(path, kHost);
  if (!state.ok()) return 3;
  for (int i = 0; i < kEndpoints; ++i) {
    const auto entry = state->find_entry("id" + std::to_string(i));
    if (!entry.ok() || !entry->has_value()) return 4;
    if (!state->set_phase((*entry)->id, Phase::removing).ok()) return 5;
    if (!state->close_entry((*entry)->id).ok()) return 6;
  }
  auto definitions = Definitions::open(path);
  if (!definitions.ok() || !definitions->remove_network(network().id).ok()) return 7;
  return definitions->networks()->empty() && state->endpoints("net")->empty() ? 0 : 8;
}

Result<void> begin_network(RuntimeState& state, const std::string& id) {
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto entry_id, state.open_entry(EntryKind::network, id, id));
  MYDOCKER_CHECK(state.write_plan(entry_id, plan_of_bytes(3000)));
  return transaction.commit();
}

// Adding reports a full disk, and keeps the existing entries.
int add_until_full(const std::filesystem::path& path) {
  auto state = RuntimeState::open(path, kHost).value();
  if (!connect_many(state).ok()) return 1;
  fill(path / "ballast");
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = "n" + std::to_string(i);
    const auto done = begin_network(state, id);
    if (done.ok()) continue;
    if (done.error().kind() != ErrorKind::kernel) return 2;
    if (done.error().message().find("No space left on device") == std::string::npos) return 3;
    const auto entry = state.find_entry(id);
    const bool gone = entry.ok() && !entry->has_value();
    return gone && state.endpoints("net")->size() == kEndpoints ? 0 : 4;
  }
  return 5;
}

// No file is left incomplete.
int make_on_full_disk(const std::filesystem::path& path) {
  fill(path / "ballast");
  const auto refused = Definitions::open(path);
  if (refused.ok() || refused.error().kind() != ErrorKind::kernel) return 1;
  if (std::filesystem::exists(path / "definitions.db")) return 2;
  std::filesystem::remove(path / "ballast");
  return Definitions::open(path).ok() ? 0 : 3;
}

TEST(FullDisk, RemovingNeedsNoSpace) {
  const Scratch scratch;
  const int code = on_small_disk(scratch.path(), "size=4m,mode=700",
                                 [&] { return remove_everything(scratch.path()); });
  if (code == kNoMount) GTEST_SKIP() << "mounting needs root";
  EXPECT_EQ(code, 0) << "the step that failed";
}

TEST(FullDisk, AddingSaysSoAndChangesNothing) {
  const Scratch scratch;
  const int code = on_small_disk(scratch.path(), "size=4m,mode=700",
                                 [&] { return add_until_full(scratch.path()); });
  if (code == kNoMount) GTEST_SKIP() << "mounting needs root";
  EXPECT_EQ(code, 0) << "the step that failed";
}

TEST(FullDisk, AFileIsMadeWholeOrNotAtAll) {
  const Scratch scratch;
  const int code = on_small_disk(scratch.path(), "size=1m,mode=700",
                                 [&] { return make_on_full_disk(scratch.path()); });
  if (code == kNoMount) GTEST_SKIP() << "mounting needs root";
  EXPECT_EQ(code, 0) << "the step that failed";
}

}  // namespace full_disk_test
}  // namespace mydocker::store
